import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('outbox')
export class OutboxEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') topic!: string;
  @Column('jsonb') ids!: Readonly<Record<string, string>>;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
