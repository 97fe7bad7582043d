import type { MetadataKind, MetadataTarget } from '@assay/api-contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('metadata_field')
export class MetadataFieldEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('text') kind!: MetadataKind;
  @Column('jsonb') options!: string[];
  @Column('jsonb', { name: 'applies_to' }) appliesTo!: MetadataTarget[];
  @Column('boolean', { name: 'is_required' }) isRequired!: boolean;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
