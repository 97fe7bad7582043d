import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('explore')
export class ExploreEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'experiment_id' }) experimentId!: string;
  @Column('integer') position!: number;
  @Column('text') name!: string;
  @Column('jsonb') definition!: object;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
