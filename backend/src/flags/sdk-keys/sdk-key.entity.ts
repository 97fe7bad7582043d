import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('sdk_key')
export class SdkKeyEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'environment_id' }) environmentId!: string;
  @Column('text') name!: string;
  @Column('text') kind!: 'server' | 'client';
  @Column('text') prefix!: string;
  @Column('jsonb') tags!: string[];
  @Column('text', { name: 'secret_hash' }) secretHash!: string;
  @Column('text', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
