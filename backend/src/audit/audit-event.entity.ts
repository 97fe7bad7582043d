import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('audit_event')
export class AuditEventEntity {
  @PrimaryColumn('text', { name: 'organisation_id' }) organisationId!: string;
  /** bigint arrives as text. */
  @PrimaryColumn('bigint') position!: string;
  @Column('text') id!: string;
  @Column('timestamptz') at!: Date;
  @Column('jsonb') actor!: unknown;
  @Column('text') action!: string;
  @Column('text', { name: 'target_kind' }) targetKind!: string;
  @Column('text', { name: 'target_id' }) targetId!: string;
  @Column('text', { name: 'target_name' }) targetName!: string;
  @Column('jsonb', { nullable: true }) before!: unknown;
  @Column('jsonb', { nullable: true }) after!: unknown;
  @Column('text', { name: 'previous_hash' }) previousHash!: string;
  @Column('text') hash!: string;
}
