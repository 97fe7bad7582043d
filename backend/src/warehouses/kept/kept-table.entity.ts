import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('kept_table')
export class KeptTableEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'connection_id' }) connectionId!: string;
  @Column('text', { name: 'scratch_schema' }) scratchSchema!: string;
  @Column('text') name!: string;
  @Column('text') purpose!: string;
  @Column('text', { name: 'owner_id' }) ownerId!: string;
  @Column('text') definition!: string;
  @Column('jsonb', { nullable: true }) contents!: object | null;
  @Column('integer', { name: 'days_unused' }) daysUnused!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'last_used_at' }) lastUsedAt!: Date;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
  @Column('text', { name: 'held_by', nullable: true }) heldBy!: string | null;
  @Column('timestamptz', { name: 'held_until', nullable: true }) heldUntil!: Date | null;
}
