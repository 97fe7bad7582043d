import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('definition')
export class DefinitionEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') kind!: string;
  @Column('text') name!: string;
  @Column('jsonb') body!: object;
  @Column('jsonb', { nullable: true }) checked!: object | null;
  @Column('text', { name: 'sync_tag', nullable: true }) syncTag!: string | null;
  @Column('text', { name: 'reference_url', nullable: true }) referenceUrl!: string | null;
  @Column('text', { name: 'team_id', nullable: true }) teamId!: string | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('definition_version')
export class DefinitionVersionEntity {
  @PrimaryColumn('text', { name: 'definition_id' }) definitionId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('timestamptz') at!: Date;
  @Column('text', { name: 'by_name' }) byName!: string;
  @Column('jsonb') body!: object;
}
