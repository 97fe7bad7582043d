import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('ruleset')
export class RulesetEntity {
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @PrimaryColumn('text') content!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('integer') flags!: number;
  @Column('bytea') server!: Buffer;
  @Column('bytea') client!: Buffer;
  @Column('bytea') compiled!: Buffer;
  @Column('bytea', { nullable: true }) bandits!: Buffer | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity('ruleset_part')
export class RulesetPartEntity {
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @PrimaryColumn('text') digest!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('bytea') server!: Buffer;
  @Column('bytea') client!: Buffer;
  @Column('bytea') compiled!: Buffer;
}

@Entity('publication')
export class PublicationEntity {
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @PrimaryColumn('integer') version!: number;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('text') content!: string;
  @Column('jsonb') headers!: object;
  @Column('jsonb') parts!: object;
  @Column('timestamptz', { name: 'published_at' }) publishedAt!: Date;
}

@Entity('signing_key')
export class SigningKeyEntity {
  @PrimaryColumn('text') kid!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'public_key' }) publicKey!: string;
  @Column('text', { name: 'secret_version' }) secretVersion!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'activated_at', nullable: true }) activatedAt!: Date | null;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
}

@Entity('ruleset_pin')
export class RulesetPinEntity {
  @PrimaryColumn('text', { name: 'environment_id' }) environmentId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'workspace_id' }) workspaceId!: string;
  @Column('integer') version!: number;
  @Column('text') content!: string;
  @Column('text') reason!: string;
  @Column('text', { name: 'pinned_by' }) pinnedBy!: string;
  @Column('timestamptz', { name: 'pinned_at' }) pinnedAt!: Date;
}
