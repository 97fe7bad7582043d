import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { budget, type Budget, costsQuery, type CostsQuery, costsView, type CostsView } from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers } from '../../kernel/index.js';
import { CostsService } from './costs.service.js';

@ApiTags('Warehouse')
@Controller('connections/:id')
export class CostsController {
  constructor(private readonly costs: CostsService) {}

  @Get('costs')
  @Can('warehouse.view')
  @Answers(costsView)
  view(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: costsQuery }) { days }: CostsQuery,
  ): Promise<CostsView> {
    return this.costs.view(who, id, days);
  }

  @Put('budget')
  @Can('warehouse.edit')
  @Answers(budget)
  setBudget(@Who() who: Actor, @Param('id') id: string, @Body({ schema: budget }) input: Budget): Promise<Budget> {
    return this.costs.setBudget(who, id, input);
  }
}
