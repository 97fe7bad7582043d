import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type StaleFlag, staleFlagPage, staleQuery, type StaleQuery } from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { StaleFlagsService } from './stale-flags.service.js';

@ApiTags('Flags')
@Controller('stale-flags')
export class StaleFlagsController {
  constructor(private readonly stale: StaleFlagsService) {}

  @Get()
  @Can('insight.view')
  @Answers(staleFlagPage)
  list(@Who() who: Actor, @Query({ schema: staleQuery }) query: StaleQuery): Promise<Page<StaleFlag>> {
    return this.stale.list(who, query);
  }
}
