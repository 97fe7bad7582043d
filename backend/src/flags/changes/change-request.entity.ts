import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('change_request')
export class ChangeRequestEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'flag_id' }) flagId!: string;
  @Column('text') status!: string;
  @Column('text') note!: string;
  @Column('text', { name: 'author_id' }) authorId!: string;
  @Column('text', { name: 'author_name' }) authorName!: string;
  @Column('jsonb') environments!: object;
  @Column('jsonb') before!: object;
  @Column('jsonb') change!: object;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { name: 'decision_note' }) decisionNote!: string;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
