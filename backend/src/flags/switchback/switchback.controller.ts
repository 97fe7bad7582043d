import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { switchbackSchedule, type SwitchbackSchedule } from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, Failure, found } from '../../kernel/index.js';
import { FlagsService } from '../flags.service.js';
import { cellsOf, isSwitchback } from './switchback.js';

@ApiTags('Flags')
@Controller('flags/:key/environments/:environment/allocations/:allocation/switchback')
export class SwitchbackController {
  constructor(private readonly flags: FlagsService) {}

  /** Which unit has which variation when; the same as in the ruleset. */
  @Get()
  @Can('insight.view')
  @Answers(switchbackSchedule)
  async view(
    @Who() who: Actor,
    @Param('key') key: string,
    @Param('environment') environment: string,
    @Param('allocation') name: string,
  ): Promise<SwitchbackSchedule> {
    const { environments } = await this.flags.view(who, key);
    const own = found(
      environments.find((one) => one.environment === environment),
      'environment',
      environment,
    );
    const allocation = found(
      own.allocations.find((one) => one.key === name),
      'allocation',
      name,
    );
    if (!isSwitchback(allocation)) {
      throw new Failure('not_found', `Allocation "${name}" is no switchback: it has no schedule.`, {
        what: 'switchback',
      });
    }
    const { attribute } = allocation.switchback;
    return { experiment: `${key}-${name}`, attribute, cells: cellsOf(key, allocation) };
  }
}
