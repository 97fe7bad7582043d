import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('rollout_guard')
export class RolloutGuardEntity {
  @PrimaryColumn('text', { name: 'experiment_id' }) experimentId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') flag!: string;
  @Column('text') environment!: string;
  @Column('text') allocation!: string;
  @Column('text') action!: string;
  @Column('text') status!: string;
  @Column('jsonb', { nullable: true }) outcome!: object | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
