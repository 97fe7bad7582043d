import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { readinessInput, type ReadinessInput, readinessView, type ReadinessView } from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers } from '../kernel/index.js';
import { Upstream } from './upstream.service.js';

@ApiTags('Schedules')
@Controller('upstream')
export class UpstreamController {
  constructor(private readonly upstream: Upstream) {}

  /** Says that the rows of these sources have arrived; experiments that wait for all of theirs are refreshed. */
  @Post('ready')
  @HttpCode(200)
  @Can('run.start')
  @Answers(readinessView)
  ready(@Who() who: Actor, @Body({ schema: readinessInput }) input: ReadinessInput): Promise<ReadinessView> {
    return this.upstream.announce(who, input);
  }
}
