import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('summary')
export class SummaryEntity {
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @PrimaryColumn('text', { name: 'run_id' }) runId!: string;
  @Column('text', { name: 'experiment_id', nullable: true }) experimentId!: string | null;
  @Column('timestamptz', { name: 'as_of' }) asOf!: Date;
  @PrimaryColumn('text') population!: string;
  @PrimaryColumn('text') property!: string;
  @PrimaryColumn('text') label!: string;
  @PrimaryColumn('text') variation!: string;
  @PrimaryColumn('text', { name: 'metric_id' }) metricId!: string;
  @Column('jsonb') moments!: object;
}

@Entity('summary_day')
export class SummaryDayEntity {
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @PrimaryColumn('text', { name: 'run_id' }) runId!: string;
  @PrimaryColumn('text', { name: 'metric_id' }) metricId!: string;
  @PrimaryColumn('text') variation!: string;
  @PrimaryColumn('date') day!: string;
  @Column('jsonb') moments!: object;
}

@Entity('run_diagnostic')
export class RunDiagnosticEntity {
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @PrimaryColumn('text', { name: 'run_id' }) runId!: string;
  @PrimaryColumn('text') step!: string;
  @Column('jsonb') body!: object;
}

@Entity('summary_resplit')
export class SummaryResplitEntity {
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @PrimaryColumn('text', { name: 'run_id' }) runId!: string;
  @PrimaryColumn('text', { name: 'metric_id' }) metricId!: string;
  @PrimaryColumn('text') variant!: string;
  @Column('jsonb') body!: object;
}
