import type {
  MetricResult,
  PropertyAnalysisView,
  ResultsQuery,
  ResultsView,
  SeriesQuery,
  SeriesView,
  VerificationView,
} from '@assay/api-contract';
import { estimate, type EstimateRequest, verificationDocument, verificationScript } from '@assay/stats';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database } from '../database/index.js';
import { type Experiment, ExperimentsService } from '../experiments/index.js';
import type { Actor } from '../identity/index.js';
import { Failure, found, invalid } from '../kernel/index.js';
import { type ExperimentSummaries, RunsService, variationOf } from '../pipeline/index.js';
import {
  askedOf,
  type Corrected,
  correctedEstimates,
  type JudgedMetric,
  type Lens,
  metricResults,
  withoutFamily,
} from './metric-results.js';
import { weightsViewOf } from './epochs.js';
import { JudgedMetrics } from './judged-metrics.service.js';
import { byLabel, labelsAreIncomparable } from './labels.js';
import type { MetricSummary } from './metric-summaries.js';
import { propertyAnalysis, whyNoAnalysis } from './property-analysis.js';
import { interactionOf } from './interactions.js';
import { impactOf } from './impact.js';
import { withRandomisation } from './randomisation.js';
import { sanityOf } from './sanity.js';
import { seriesOf } from './series.js';
import { verdictOf } from './verdict.js';

/** Estimates from the newest summaries, made on each request: no statement is sent to a warehouse. */
@Injectable()
export class ResultsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentsService,
    private readonly metrics: JudgedMetrics,
    private readonly runs: RunsService,
    private readonly audit: Audit,
  ) {}

  async view(who: Actor, experimentId: string, query: ResultsQuery): Promise<ResultsView> {
    const experiment = await this.experiments.get(who, experimentId);
    const { design, plan } = experiment;
    const lens = lensOf(experiment, query);
    const overall = await this.runs.summariesOf(who, experimentId);
    const { judged, summaries } = await this.metrics.comparable(who, experiment, overall);
    const sanity = sanityOf({
      design,
      hasTimes: experiment.hasTimes,
      diagnostics: overall?.diagnostics ?? [],
      metrics: judged,
      overall: summaries,
      asOf: overall?.asOf.toISOString() ?? null,
    });
    const metrics = withRandomisation(
      withImpact(experiment, lens, { judged, summaries }, overall, sanity.split),
      overall?.diagnostics ?? [],
    );
    const names = new Map(design.variations.map((variation) => [variation.key, variation.name]));
    return {
      experimentId,
      name: experiment.name,
      status: experiment.status,
      asOf: overall?.asOf.toISOString() ?? null,
      runId: overall?.run.id ?? null,
      carriedForward: overall?.carriedForward ?? null,
      method: lens.method,
      level: lens.level,
      usesCuped: lens.usesCuped,
      correction: lens.correction,
      isAsPlanned:
        lens.method === plan.method &&
        lens.level === plan.level &&
        lens.usesCuped === plan.cuped &&
        lens.correction === plan.correction,
      counted: await this.metrics.countedIn(who, design),
      effect: lens.effect,
      control: design.variations.find((variation) => variation.isControl)?.key ?? '',
      variations: design.variations.map(({ key, name }) => ({ key, name })),
      verdict: verdictOf({ metrics, sanity, names, status: experiment.status, hasRun: overall !== null }),
      sanity,
      metrics,
      cells: await this.#cells(who, experiment, lens, judged, query.splitBy),
      properties: [...design.splitBy],
      interactions: await this.#interactions(who, experiment, judged),
      weights: weightsViewOf(design, overall?.diagnostics ?? [], plainLifts(experiment, lens, judged, overall)),
    };
  }

  /** Puts on record that somebody looks at numbers although subjects were not split as designed. */
  async reveal(who: Actor, experimentId: string): Promise<void> {
    const { name, runId, asOf, sanity } = await this.view(who, experimentId, { effect: 'relative' });
    const { status, pValue } = sanity.split;
    if (status !== 'failed') throw new Failure('conflict', 'Subjects were split as designed: nothing is hidden.');
    await this.database.inOrganisation(who.organisationId, (tx) =>
      this.audit.append(tx, {
        actor: who,
        action: 'experiment.results_revealed',
        target: { kind: 'experiment', id: experimentId, name },
        after: { runId, asOf, splitPValue: pValue },
      }),
    );
  }

  /** Everything that is needed to make the report's numbers again, with the program that does it. */
  async verification(who: Actor, experimentId: string, query: ResultsQuery): Promise<VerificationView> {
    const experiment = await this.experiments.get(who, experimentId);
    const overall = await this.runs.summariesOf(who, experimentId);
    const { judged, summaries } = await this.metrics.comparable(who, experiment, overall);
    const lens = lensOf(experiment, query);
    const asked = judged.map((one) => {
      const own = summaries.filter((summary) => summary.metricId === one.id);
      return askedOf(experiment.design, experiment.plan, lens, one, own);
    });
    const corrected = correctedEstimates(lens, asked);
    const reported = asked.flatMap(({ judged: one }, at) => {
      const sql = overall?.statements.filter((statement) => one.statementIds.includes(statement.id)) ?? [];
      return distinctRequests(corrected[at] ?? []).map((request, i) => ({
        name: i === 0 ? one.metric.name : `${one.metric.name} (alpha of treatment ${i + 1})`,
        sql: sql.map((statement) => statement.text),
        request,
        estimates: estimate(request),
      }));
    });
    return { document: verificationDocument(reported), script: verificationScript };
  }

  /** Inside of which values of its properties the effect is another than in the rest. */
  async properties(who: Actor, experimentId: string): Promise<PropertyAnalysisView> {
    const experiment = await this.experiments.get(who, experimentId);
    const { design, plan } = experiment;
    const overall = await this.runs.summariesOf(who, experimentId);
    const asOf = overall?.asOf.toISOString() ?? null;
    const because = whyNoAnalysis(design, asOf);
    if (because !== null) return { asOf, because, cells: [] };
    const judged = await this.metrics.of(who, experiment, overall);
    const splits = [];
    for (const property of design.splitBy) {
      splits.push({ property, summaries: await this.runs.splitOf(who, experimentId, property) });
    }
    const cells = propertyAnalysis(design, plan, judged, splits);
    return { asOf, because: cells.length === 0 ? 'No value has enough subjects to be compared.' : null, cells };
  }

  async series(who: Actor, experimentId: string, query: SeriesQuery): Promise<SeriesView> {
    const experiment = await this.experiments.get(who, experimentId);
    const overall = await this.runs.summariesOf(who, experimentId);
    const judged = await this.metrics.of(who, experiment, overall);
    const one = found(
      judged.find((metric) => metric.id === query.metricId),
      'metric of this experiment',
      query.metricId,
    );
    const days = experiment.hasTimes ? await this.runs.seriesOf(who, experimentId, query.metricId) : [];
    return seriesOf(
      experiment.design,
      experiment.plan,
      lensOf(experiment, { ...query, effect: 'relative' }),
      one,
      days,
    );
  }

  /** Results in each label of a property. Exploratory: labels are not part of any correction. */
  async #cells(
    who: Actor,
    experiment: Experiment,
    lens: Lens,
    judged: readonly JudgedMetric[],
    property: string | undefined,
  ): Promise<ResultsView['cells']> {
    if (property === undefined) return [];
    const { design, plan } = experiment;
    if (!design.splitBy.includes(property)) {
      const choices = design.splitBy.length > 0 ? design.splitBy.join(', ') : 'none yet: choose some under Set-up';
      throw invalid('splitBy', `Results are not split by “${property}”; they are by ${choices}.`);
    }
    const split = await this.runs.splitOf(who, experiment.id, property);
    const comparable =
      design.weightChanges.length === 0
        ? judged
        : judged.map((one) => ({ ...one, incomparable: labelsAreIncomparable }));
    return [...byLabel(split)].map(([value, summaries]) => ({
      property,
      value,
      metrics: metricResults(design, plan, withoutFamily(lens), comparable, summaries) satisfies MetricResult[],
    }));
  }

  /** Tests against other experiments; those that were deleted are left out. */
  async #interactions(
    who: Actor,
    { id, design }: Experiment,
    judged: readonly JudgedMetric[],
  ): Promise<ResultsView['interactions']> {
    const found: ResultsView['interactions'] = [];
    for (const experimentId of design.interactsWith) {
      const other = await this.database.inOrganisation(who.organisationId, (tx) =>
        this.experiments.findIn(tx, who, experimentId),
      );
      if (!other) continue;
      const split = await this.runs.splitOf(who, id, variationOf(experimentId));
      const of = { experimentId, name: other.name, design: other.design };
      found.push(interactionOf(design, of, judged, split));
    }
    return found;
  }
}

const lensOf = ({ plan }: Experiment, query: Partial<ResultsQuery>): Lens => ({
  method: query.method ?? plan.method,
  level: query.level ?? plan.level,
  usesCuped: query.cuped ?? plan.cuped,
  effect: query.effect ?? 'relative',
  correction: query.correction ?? plan.correction,
});

/** Lifts without regard to changed weights; none where these never changed. */
const plainLifts = (
  { design, plan }: Experiment,
  lens: Lens,
  judged: readonly JudgedMetric[],
  overall: ExperimentSummaries | null,
): NonNullable<ResultsView['weights']>['plain'] => {
  if (design.weightChanges.length === 0) return [];
  const plainly = judged.map(({ incomparable: _, ...one }) => one);
  return metricResults(design, plan, withoutFamily(lens), plainly, overall?.moments ?? []).flatMap(
    ({ metricId, arms }) =>
      arms.flatMap(({ variation, estimate: one }) =>
        one?.kind === 'estimate' ? [{ metricId, variation, lift: one.lift }] : [],
      ),
  );
};

/** Results of all metrics, with what they are of the whole where that is asked for. */
const withImpact = (
  { design, plan }: Experiment,
  lens: Lens,
  { judged, summaries }: { readonly judged: readonly JudgedMetric[]; readonly summaries: readonly MetricSummary[] },
  overall: ExperimentSummaries | null,
  split: ResultsView['sanity']['split'],
): MetricResult[] => {
  const shown = metricResults(design, plan, lens, judged, summaries);
  if (!design.globalLift.isWanted || !overall) return shown;
  const relative = metricResults(design, plan, { ...lens, effect: 'relative' }, judged, summaries);
  const { moments, diagnostics } = overall;
  return shown.map((one, at) => {
    const metric = judged[at] as JudgedMetric;
    const own = moments.filter(({ metricId }) => metricId === metric.id);
    const result = relative[at] as MetricResult;
    return { ...one, impact: impactOf({ design, judged: metric, result, summaries: own, diagnostics, split }) };
  });
};

/** Requests that differ in the alpha of a treatment; most metrics have one. */
const distinctRequests = (corrected: readonly Corrected[]): readonly EstimateRequest[] => [
  ...new Map(corrected.map(({ request }) => [JSON.stringify(request.correction), request])).values(),
];
