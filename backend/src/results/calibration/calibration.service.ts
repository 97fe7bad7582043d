import type { CalibrationQuery, CalibrationView, MetricCalibration, MetricCalibrationView } from '@assay/api-contract';
import { calibrationQuery } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { found } from '../../kernel/index.js';
import { DefinitionLookup } from '../../metrics/index.js';
import { asDefined, BaselineStore, RunsService } from '../../pipeline/index.js';
import { calibrationOf } from './calibration.js';

/** A/A checks: computed from the random halves that a baseline left; no statement is sent. */
@Injectable()
export class CalibrationService {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionLookup,
    private readonly baselines: BaselineStore,
    private readonly runs: RunsService,
  ) {}

  async ofBaseline(who: Actor, id: string, query: CalibrationQuery): Promise<CalibrationView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const baseline = found(await this.baselines.find(tx, who.workspaceId, id), 'baseline', id);
      const halves = await this.runs.resplitsOfIn(tx, id);
      if (halves === null) return { baselineId: id, asOf: null, metrics: [] };
      const stored = await this.definitions.listMetrics(tx, who.workspaceId, baseline.metricIds);
      const metrics = stored.flatMap((one) => {
        const own = halves.resplits.filter((summary) => summary.metricId === one.id);
        return inOrder(own.map((summary) => calibrationOf(one, summary, query)));
      });
      return { baselineId: id, asOf: halves.asOf, metrics };
    });
  }

  /** The newest check that is over. */
  async ofMetric(who: Actor, metricId: string): Promise<MetricCalibrationView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const [metric] = await this.definitions.listMetrics(tx, who.workspaceId, [metricId]);
      const known = found(metric ?? null, 'metric', metricId);
      for (const { id: baselineId } of await this.baselines.calibratedWith(tx, who.workspaceId, metricId)) {
        const halves = await this.runs.resplitsOfIn(tx, baselineId, metricId);
        const summary = halves?.resplits.find(({ variant }) => variant === asDefined);
        if (!halves || !summary) continue;
        const calibration = calibrationOf(known, summary, calibrationQuery.parse({}));
        return { latest: { baselineId, asOf: halves.asOf, calibration } };
      }
      return { latest: null };
    });
  }
}

/** As defined, then from the narrowest interval on; what cannot be judged comes last. */
const inOrder = (all: readonly MetricCalibration[]): MetricCalibration[] =>
  [...all].sort(
    (a, b) =>
      Number(b.variant === asDefined) - Number(a.variant === asDefined) ||
      (a.halfWidth ?? Infinity) - (b.halfWidth ?? Infinity),
  );
