import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('metric_sync')
export class MetricSyncEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'sync_tag' }) syncTag!: string;
  @Column('jsonb') payload!: object;
  @Column('text') digest!: string;
  @Column('boolean', { name: 'allow_upgrades' }) allowUpgrades!: boolean;
  @Column('text') status!: string;
  @Column('jsonb') changes!: object;
  @Column('jsonb') errors!: object;
  @Column('text', { name: 'by_kind' }) byKind!: string;
  @Column('text', { name: 'by_id' }) byId!: string;
  @Column('text', { name: 'by_name' }) byName!: string;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}
