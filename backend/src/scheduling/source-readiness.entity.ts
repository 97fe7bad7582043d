import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('source_readiness')
export class SourceReadinessEntity {
  @PrimaryColumn('text', { name: 'definition_id' }) definitionId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('timestamptz', { name: 'ready_at' }) readyAt!: Date;
}
