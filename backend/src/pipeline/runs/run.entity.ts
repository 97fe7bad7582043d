import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('run')
export class RunEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'experiment_id', nullable: true }) experimentId!: string | null;
  @Column('text', { name: 'baseline_id', nullable: true }) baselineId!: string | null;
  @Column('text', { name: 'bandit_id', nullable: true }) banditId!: string | null;
  @Column('text') origin!: string;
  @Column('text') status!: string;
  @Column('text', { name: 'requested_by', nullable: true }) requestedBy!: string | null;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  @Column('timestamptz', { name: 'as_of', nullable: true }) asOf!: Date | null;
  @Column('text', { name: 'connection_id', nullable: true }) connectionId!: string | null;
  @Column('boolean', { name: 'is_cancel_requested' }) isCancelRequested!: boolean;
  @Column('boolean', { name: 'may_exceed_budget' }) mayExceedBudget!: boolean;
  @Column('boolean', { name: 'reads_anew' }) readsAnew!: boolean;
  @Column('jsonb', { name: 'metric_ids', nullable: true }) metricIds!: string[] | null;
  @Column('text', { name: 'based_on', nullable: true }) basedOn!: string | null;
  @Column('text', { nullable: true }) population!: string | null;
  @Column('timestamptz', { name: 'carried_from', nullable: true }) carriedFrom!: Date | null;
  @Column('jsonb') restatements!: object[];
  @Column('text', { nullable: true }) cause!: string | null;
  @Column('text', { nullable: true }) error!: string | null;
}

@Entity('run_statement')
export class RunStatementEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'run_id' }) runId!: string;
  @Column('integer') position!: number;
  @Column('text') step!: string;
  @Column('text') label!: string;
  @Column('text') kind!: string;
  @Column('text') status!: string;
  @Column('text') text!: string;
  @Column('text') digest!: string;
  @Column('text', { name: 'job_ref', nullable: true }) jobRef!: string | null;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
  @Column('double precision', { nullable: true }) milliseconds!: number | null;
  @Column('bigint', { nullable: true }) rows!: string | null;
  @Column('double precision', { name: 'bytes_scanned', nullable: true }) bytesScanned!: number | null;
  @Column('jsonb', { nullable: true }) egress!: object | null;
  @Column('text', { nullable: true }) cause!: string | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('jsonb', { name: 'metric_ids' }) metricIds!: string[];
  @Column('double precision', { name: 'estimated_bytes', nullable: true }) estimatedBytes!: number | null;
  @Column('double precision', { name: 'estimated_units', nullable: true }) estimatedUnits!: number | null;
  @Column('jsonb') sources!: object[];
}
