import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('bandit')
export class BanditEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') key!: string;
  @Column('text') name!: string;
  @Column('jsonb') definition!: object;
  @Column('text', { name: 'log_sql' }) logSql!: string;
  @Column('integer', { name: 'held_model', nullable: true }) heldModel!: number | null;
  @Column('timestamptz', { name: 'next_training_at', nullable: true }) nextTrainingAt!: Date | null;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('bandit_model')
export class BanditModelEntity {
  @PrimaryColumn('text', { name: 'bandit_id' }) banditId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'model_version' }) modelVersion!: string;
  @Column('text') origin!: string;
  @Column('text', { name: 'run_id', nullable: true }) runId!: string | null;
  @Column('timestamptz', { name: 'as_of', nullable: true }) asOf!: Date | null;
  @Column('jsonb') actions!: object;
  @Column('jsonb') data!: object;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}
