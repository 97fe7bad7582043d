import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('warehouse_connection')
export class ConnectionEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') name!: string;
  @Column('jsonb') settings!: object;
  @Column('text', { name: 'scratch_schema' }) scratchSchema!: string;
  @Column('boolean', { name: 'keeps_rows' }) keepsRows!: boolean;
  @Column('boolean', { name: 'compares_refreshes' }) comparesRefreshes!: boolean;
  @Column('boolean') ledger!: boolean;
  @Column('text', { name: 'secret_version', nullable: true }) secretVersion!: string | null;
  @Column('jsonb', { name: 'last_test', nullable: true }) lastTest!: object | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}
