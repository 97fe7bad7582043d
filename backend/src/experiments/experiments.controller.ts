import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  collectionCopy,
  type CollectionCopy,
  decision,
  type Decision,
  experimentCreation,
  type ExperimentCreation,
  experimentInput,
  type ExperimentInput,
  experimentPage,
  experimentSearch,
  type ExperimentSearch,
  experimentView,
  type ExperimentView,
} from '@assay/api-contract';
import { type Actor, AnswerOnce, Can, Who } from '../identity/index.js';
import { Answers, IfMatch, type Page } from '../kernel/index.js';
import { ExperimentsService } from './experiments.service.js';

@ApiTags('Experiments')
@Controller('experiments')
export class ExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Get()
  @Can('insight.view')
  @Answers(experimentPage)
  list(
    @Who() who: Actor,
    @Query({ schema: experimentSearch }) search: ExperimentSearch,
  ): Promise<Page<ExperimentView>> {
    return this.experiments.list(who, search);
  }

  @Get(':id')
  @Can('insight.view')
  @Answers(experimentView)
  get(@Who() who: Actor, @Param('id') id: string): Promise<ExperimentView> {
    return this.experiments.view(who, id);
  }

  @Post()
  @Can('experiment.edit')
  @AnswerOnce()
  @Answers(experimentView, 201)
  create(@Who() who: Actor, @Body({ schema: experimentCreation }) input: ExperimentCreation): Promise<ExperimentView> {
    return this.experiments.create(who, input);
  }

  @Put(':id')
  @Can('experiment.edit')
  @Answers(experimentView)
  edit(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: experimentInput }) input: ExperimentInput,
    @IfMatch() version: number | null,
  ): Promise<ExperimentView> {
    return this.experiments.edit(who, id, input, version);
  }

  @Delete(':id')
  @Can('experiment.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('id') id: string, @IfMatch() version: number | null): Promise<void> {
    return this.experiments.remove(who, id, version);
  }

  @Post(':id/collections')
  @Can('experiment.edit')
  @HttpCode(200)
  @Answers(experimentView)
  addCollection(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: collectionCopy }) input: CollectionCopy,
  ): Promise<ExperimentView> {
    return this.experiments.addCollection(who, id, input);
  }

  @Post(':id/start')
  @Can('experiment.edit')
  @HttpCode(200)
  @Answers(experimentView)
  start(@Who() who: Actor, @Param('id') id: string): Promise<ExperimentView> {
    return this.experiments.start(who, id);
  }

  @Post(':id/conclude')
  @Can('experiment.edit')
  @HttpCode(200)
  @Answers(experimentView)
  conclude(
    @Who() who: Actor,
    @Param('id') id: string,
    @Body({ schema: decision }) input: Decision,
  ): Promise<ExperimentView> {
    return this.experiments.conclude(who, id, input);
  }
}
