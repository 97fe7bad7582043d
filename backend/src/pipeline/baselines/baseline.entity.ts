import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('baseline')
export class BaselineEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'assignment_source_id' }) assignmentSourceId!: string;
  @Column('jsonb', { name: 'metric_ids' }) metricIds!: string[];
  @Column('integer') days!: number;
  @Column('integer', { name: 'lookback_days' }) lookbackDays!: number;
  @Column('boolean', { name: 'is_calibrated' }) isCalibrated!: boolean;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
