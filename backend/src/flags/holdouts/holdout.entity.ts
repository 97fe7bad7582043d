import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('holdout')
export class HoldoutEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'environment_id' }) environmentId!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('text') description!: string;
  @Column('double precision') share!: number;
  @Column('jsonb', { nullable: true }) flags!: readonly string[] | null;
  @Column('timestamptz', { nullable: true }) until!: Date | null;
  @Column('timestamptz', { name: 'end_at', nullable: true }) endAt!: Date | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
