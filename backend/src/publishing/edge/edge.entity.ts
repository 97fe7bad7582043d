import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('edge_environment')
export class EdgeEnvironmentEntity {
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('integer') version!: number;
  @Column('text', { name: 'mac_id' }) macId!: string;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('integer') floor!: number;
  @Column('integer') attempts!: number;
  @Column('timestamptz', { name: 'next_attempt_at', nullable: true }) nextAttemptAt!: Date | null;
  @Column('text', { nullable: true }) problem!: string | null;
  @Column('text', { nullable: true }) refused!: string | null;
}

@Entity('edge_grant')
export class EdgeGrantEntity {
  @PrimaryColumn('text', { name: 'secret_hash' }) secretHash!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') value!: string;
  @Column('timestamptz', { name: 'written_at', nullable: true }) writtenAt!: Date | null;
}
