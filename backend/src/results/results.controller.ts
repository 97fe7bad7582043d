import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  resultsQuery,
  type ResultsQuery,
  resultsView,
  type ResultsView,
  seriesQuery,
  type SeriesQuery,
  seriesView,
  type SeriesView,
  propertyAnalysisView,
  type PropertyAnalysisView,
  verificationView,
  type VerificationView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers } from '../kernel/index.js';
import { ResultsService } from './results.service.js';

@ApiTags('Results')
@Controller('experiments/:id')
@Can('insight.view')
export class ResultsController {
  constructor(private readonly results: ResultsService) {}

  @Get('results')
  @Answers(resultsView)
  view(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: resultsQuery }) query: ResultsQuery,
  ): Promise<ResultsView> {
    return this.results.view(who, id, query);
  }

  /** Numbers stand under a failed split check: that somebody looks all the same is put on record. */
  @Post('results/reveal')
  @HttpCode(204)
  reveal(@Who() who: Actor, @Param('id') id: string): Promise<void> {
    return this.results.reveal(who, id);
  }

  @Get('verification')
  @Answers(verificationView)
  verification(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: resultsQuery }) query: ResultsQuery,
  ): Promise<VerificationView> {
    return this.results.verification(who, id, query);
  }

  @Get('property-analysis')
  @Answers(propertyAnalysisView)
  properties(@Who() who: Actor, @Param('id') id: string): Promise<PropertyAnalysisView> {
    return this.results.properties(who, id);
  }

  @Get('series')
  @Answers(seriesView)
  series(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: seriesQuery }) query: SeriesQuery,
  ): Promise<SeriesView> {
    return this.results.series(who, id, query);
  }
}
