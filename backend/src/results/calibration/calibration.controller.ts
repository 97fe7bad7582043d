import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  calibrationQuery,
  type CalibrationQuery,
  calibrationView,
  type CalibrationView,
  metricCalibrationView,
  type MetricCalibrationView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers } from '../../kernel/index.js';
import { CalibrationService } from './calibration.service.js';

@ApiTags('A/A checks')
@Controller()
export class CalibrationController {
  constructor(private readonly calibrations: CalibrationService) {}

  /** False positives, coverage and power of each metric, from the random halves that the baseline left. */
  @Get('baselines/:id/calibration')
  @Can('insight.view')
  @Answers(calibrationView)
  ofBaseline(
    @Who() who: Actor,
    @Param('id') id: string,
    @Query({ schema: calibrationQuery }) query: CalibrationQuery,
  ): Promise<CalibrationView> {
    return this.calibrations.ofBaseline(who, id, query);
  }

  /** The newest A/A check of a metric. */
  @Get('metrics/:id/calibration')
  @Can('insight.view')
  @Answers(metricCalibrationView)
  ofMetric(@Who() who: Actor, @Param('id') id: string): Promise<MetricCalibrationView> {
    return this.calibrations.ofMetric(who, id);
  }
}
