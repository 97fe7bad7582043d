import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('experiment')
export class ExperimentEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') name!: string;
  @Column('text') hypothesis!: string;
  @Column('jsonb') design!: object;
  @Column('jsonb') plan!: object;
  @Column('jsonb', { nullable: true }) schedule!: object | null;
  @Column('text') note!: string;
  @Column('boolean', { name: 'has_times' }) hasTimes!: boolean;
  @Column('jsonb') tags!: object;
  @Column('text') owner!: string;
  @Column('text', { name: 'team_id', nullable: true }) teamId!: string | null;
  @Column('jsonb') metadata!: object;
  @Column('text') status!: string;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'concluded_at', nullable: true }) concludedAt!: Date | null;
  @Column('jsonb', { nullable: true }) decision!: object | null;
  @Column('jsonb', { name: 'last_run', nullable: true }) lastRun!: object | null;
  @Column('timestamptz', { name: 'next_refresh_at', nullable: true }) nextRefreshAt!: Date | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
