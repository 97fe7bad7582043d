import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  resultsTablesInput,
  type ResultsTablesInput,
  resultsTablesView,
  type ResultsTablesView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch } from '../../kernel/index.js';
import { ResultsTablesService } from './results-tables.service.js';

@ApiTags('Results')
@Controller('workspace/results-tables')
export class ResultsTablesController {
  constructor(private readonly tables: ResultsTablesService) {}

  @Get()
  @Can('insight.view')
  @Answers(resultsTablesView)
  get(@Who() who: Actor): Promise<ResultsTablesView> {
    return this.tables.get(who);
  }

  @Put()
  @Can('warehouse.edit')
  @Answers(resultsTablesView)
  set(
    @Who() who: Actor,
    @Body({ schema: resultsTablesInput }) input: ResultsTablesInput,
    @IfMatch() version: number | null,
  ): Promise<ResultsTablesView> {
    return this.tables.set(who, input, version);
  }
}
