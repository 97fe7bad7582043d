import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('flag')
export class FlagEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('text') description!: string;
  @Column('text') type!: string;
  @Column('jsonb') variations!: object;
  @Column('jsonb') tags!: object;
  @Column('text') owner!: string;
  @Column('text', { name: 'team_id', nullable: true }) teamId!: string | null;
  @Column('jsonb') metadata!: object;
  @Column('timestamptz', { name: 'archived_at', nullable: true }) archivedAt!: Date | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('flag_environment')
export class FlagEnvironmentEntity {
  @PrimaryColumn('text', { name: 'flag_id' }) flagId!: string;
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('boolean', { name: 'is_enabled' }) isEnabled!: boolean;
  @Column('jsonb') allocations!: object;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('flag_version')
export class FlagVersionEntity {
  @PrimaryColumn('text', { name: 'flag_id' }) flagId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('timestamptz') at!: Date;
  @Column('text') by!: string;
  @Column('text') change!: string;
  @Column('jsonb') content!: object;
}
