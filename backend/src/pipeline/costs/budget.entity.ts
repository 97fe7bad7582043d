import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('connection_budget')
export class BudgetEntity {
  @PrimaryColumn('text', { name: 'connection_id' }) connectionId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('double precision', { name: 'daily_bytes', nullable: true }) dailyBytes!: number | null;
  @Column('double precision', { name: 'daily_seconds', nullable: true }) dailySeconds!: number | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
