import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('workspace_schedule')
export class WorkspaceScheduleEntity {
  @PrimaryColumn('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('jsonb', { nullable: true }) schedule!: object | null;
  @Column('integer') version!: number;
}
