import { Module } from '@nestjs/common';
import { ExperimentsModule } from '../experiments/index.js';
import { PipelineModule } from '../pipeline/index.js';
import { ResultsModule } from '../results/index.js';
import { ChannelStore } from './channel.store.js';
import { ChannelsController } from './channels.controller.js';
import { ChannelsService } from './channels.service.js';
import { DeliveryStore } from './delivery.store.js';
import { Dispatcher } from './dispatcher.service.js';
import { RunTeller } from './run-teller.service.js';
import { Teller } from './teller.service.js';
import { TrailReader } from './trail-reader.service.js';

/** Tells people and programs outside what happened, by webhooks and Slack. */
@Module({
  imports: [ExperimentsModule, PipelineModule, ResultsModule],
  controllers: [ChannelsController],
  providers: [ChannelStore, DeliveryStore, ChannelsService, Teller, TrailReader, RunTeller, Dispatcher],
})
export class NotificationsModule {}
