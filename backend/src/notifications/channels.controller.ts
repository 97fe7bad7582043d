import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  channelCreated,
  type ChannelCreated,
  channelInput,
  type ChannelInput,
  channelPage,
  channelUpdate,
  type ChannelUpdate,
  channelView,
  type ChannelView,
  notificationDelivery,
  notificationDeliveryPage,
  type NotificationDeliveryView,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import { type Actor, AnswerOnce, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { ChannelsService } from './channels.service.js';

@ApiTags('Notifications')
@Controller('notification-channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Get()
  @Can('webhook.edit')
  @Answers(channelPage)
  list(@Who() who: Actor): Promise<Page<ChannelView>> {
    return this.channels.list(who);
  }

  @Get(':id')
  @Can('webhook.edit')
  @Answers(channelView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<ChannelView> {
    return this.channels.view(who, id);
  }

  @Post()
  @Can('webhook.edit')
  @AnswerOnce()
  @Answers(channelCreated, 201)
  create(@Who() who: Actor, @Body({ schema: channelInput }) input: ChannelInput): Promise<ChannelCreated> {
    return this.channels.create(who, input);
  }

  @Put(':id')
  @Can('webhook.edit')
  @Answers(channelView)
  update(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: channelUpdate }) input: ChannelUpdate,
    @IfMatch() version: number | null,
  ): Promise<ChannelView> {
    return this.channels.update(who, id, input, version);
  }

  @Delete(':id')
  @Can('webhook.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.channels.remove(who, id, version);
  }

  @Post(':id/key')
  @Can('webhook.edit')
  @AnswerOnce()
  @Answers(channelCreated)
  @HttpCode(200)
  rotate(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<ChannelCreated> {
    return this.channels.rotate(who, id, version);
  }

  @Post(':id/trial')
  @Can('webhook.edit')
  @Answers(notificationDelivery, 202)
  @HttpCode(202)
  try(@Who() who: Actor, @Param('id') id: string): Promise<NotificationDeliveryView> {
    return this.channels.try(who, id);
  }

  @Get(':id/deliveries')
  @Can('webhook.edit')
  @Answers(notificationDeliveryPage)
  listDeliveries(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<NotificationDeliveryView>> {
    return this.channels.listDeliveries(who, id, query);
  }

  @Post(':id/deliveries/:delivery/retry')
  @Can('webhook.edit')
  @Answers(notificationDelivery, 202)
  @HttpCode(202)
  retry(
    @Who() who: Actor,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
  ): Promise<NotificationDeliveryView> {
    return this.channels.retry(who, id, delivery);
  }
}
