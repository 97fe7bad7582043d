import type { ChannelKind, DeliveryStatus, NotificationDeliveryView, NotificationEvent } from '@assay/api-contract';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('notification_channel')
export class NotificationChannelEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') name!: string;
  @Column('text') kind!: ChannelKind;
  @Column('text') host!: string;
  @Column('text', { name: 'url_version' }) urlVersion!: string;
  @Column('jsonb', { name: 'key_versions' }) keyVersions!: readonly string[];
  @Column('jsonb') events!: readonly NotificationEvent[];
  @Column('boolean', { name: 'is_enabled' }) isEnabled!: boolean;
  @Column('text', { nullable: true }) problem!: string | null;
  /** bigint arrives as text. */
  @Column('bigint') position!: string;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

@Entity('notification_delivery')
export class NotificationDeliveryEntity {
  @PrimaryColumn('text') id!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text', { name: 'channel_id' }) channelId!: string;
  @Column('text') event!: NotificationDeliveryView['event'];
  @Column('text') text!: string;
  @Column('text') body!: string;
  @Column('text') status!: DeliveryStatus;
  @Column('integer') attempts!: number;
  @Column('integer', { name: 'response_status', nullable: true }) responseStatus!: number | null;
  @Column('text', { nullable: true }) error!: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

@Entity('experiment_news')
export class ExperimentNewsEntity {
  @PrimaryColumn('text', { name: 'experiment_id' }) experimentId!: string;
  @Column('text', { name: 'organisation_id' }) organisationId!: string;
  @Column('text') verdict!: string;
  @Column('jsonb', { name: 'failed_checks' }) failedChecks!: readonly string[];
}
