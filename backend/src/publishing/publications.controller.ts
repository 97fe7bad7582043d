import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  deliveryStateView,
  type DeliveryStateView,
  pageQuery,
  type PageQuery,
  pinInput,
  type PinInput,
  pinView,
  type PinView,
  publicationChanges,
  type PublicationChanges,
  publicationPage,
  type PublicationView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, type Page } from '../kernel/index.js';
import { PublicationsService } from './publications.service.js';

@ApiTags('Flags')
@Controller('environments/:environment')
export class PublicationsController {
  constructor(private readonly publications: PublicationsService) {}

  @Get('publications')
  @Can('insight.view')
  @Answers(publicationPage)
  list(
    @Who() who: Actor,
    @Param('environment') environment: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<PublicationView>> {
    return this.publications.list(who, environment, query);
  }

  @Get('publications/:version/changes')
  @Can('insight.view')
  @Answers(publicationChanges)
  changes(
    @Who() who: Actor,
    @Param('environment') environment: string,
    @Param('version') version: string,
  ): Promise<PublicationChanges> {
    return this.publications.changes(who, environment, version);
  }

  @Get('delivery')
  @Can('insight.view')
  @Answers(deliveryStateView)
  state(@Who() who: Actor, @Param('environment') environment: string): Promise<DeliveryStateView> {
    return this.publications.state(who, environment);
  }

  @Put('pin')
  @Can('environment.edit')
  @Answers(pinView)
  pin(
    @Who() who: Actor,
    @Param('environment') environment: string,
    @Body({ schema: pinInput }) input: PinInput,
  ): Promise<PinView> {
    return this.publications.pin(who, environment, input);
  }

  @Delete('pin')
  @HttpCode(204)
  @Can('environment.edit')
  release(@Who() who: Actor, @Param('environment') environment: string): Promise<void> {
    return this.publications.release(who, environment);
  }
}
