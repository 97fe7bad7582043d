import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('results_tables')
export class ResultsTablesEntity {
  @PrimaryColumn('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('boolean', { name: 'is_on' }) isOn!: boolean;
  @Column('timestamptz', { name: 'written_at', nullable: true }) writtenAt!: Date | null;
  @Column('text', { nullable: true }) problem!: string | null;
  @Column('integer') version!: number;
}
