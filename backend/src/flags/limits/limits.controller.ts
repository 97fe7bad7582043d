import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { limits, limitsView, type LimitsView } from '@assay/api-contract';
import { Can } from '../../identity/index.js';
import { Answers } from '../../kernel/index.js';

@ApiTags('Flags')
@Controller('limits')
export class LimitsController {
  @Get()
  @Can('insight.view')
  @Answers(limitsView)
  list(): LimitsView {
    return { items: Object.entries(limits).map(([key, limit]) => ({ key, ...limit })) };
  }
}
