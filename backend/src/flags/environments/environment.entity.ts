import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('environment')
export class EnvironmentEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('boolean', { name: 'is_production' }) isProduction!: boolean;
  @Column('boolean', { name: 'needs_approval' }) needsApproval!: boolean;
  @Column('jsonb', { nullable: true }) published!: object | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
