import type { ExploreChart, ExploreInput, ExplorePage, PropertyAnalysisView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Experiment } from '../../experiments/index.js';
import type { Actor } from '../../identity/index.js';
import { invalid } from '../../kernel/index.js';
import { type ExperimentSummaries, RunsService } from '../../pipeline/index.js';
import { JudgedMetrics } from '../judged-metrics.service.js';
import { propertyAnalysis, whyNoAnalysis } from '../property-analysis.js';
import { splitOf } from '../sanity-split.js';
import { drawn, knownValues, missingValues, propertyOf, shownVariations } from './explore-chart.js';
import { problemOf } from './explore.js';

/** Charts from the newest summaries, made on each request: no statement is sent to a warehouse. */
@Injectable()
export class ExploreCharts {
  constructor(
    private readonly runs: RunsService,
    private readonly metrics: JudgedMetrics,
  ) {}

  async draw(who: Actor, experiment: Experiment, chart: ExploreInput): Promise<ExploreChart> {
    const { id, design, plan, hasTimes } = experiment;
    const overall = await this.runs.summariesOf(who, id);
    const { judged: metrics, summaries } = await this.metrics.comparable(who, experiment, overall);
    const judged = metrics.find((one) => one.id === chart.metricId);
    const frame = {
      asOf: overall?.asOf.toISOString() ?? null,
      caution: cautionOf(experiment, overall),
      method: plan.method,
      level: plan.level,
      counted: await this.metrics.countedIn(who, design),
      metric: judged?.metric.name ?? null,
      control: design.variations.find(({ isControl }) => isControl)?.key ?? '',
      variations: shownVariations(design, chart).map(({ key, name }) => ({ key, name })),
    };
    const problem = problemOf(chart, { design, hasTimes, metrics })?.message ?? whyUnread(overall);
    if (problem !== null || !judged) return { ...frame, because: problem, cells: [], series: null };
    const property = propertyOf(chart);
    const source = {
      ...{ design, plan, judged, overall: summaries },
      split: property === null ? [] : await this.runs.splitOf(who, id, property),
      days: chart.visualisation === 'series' ? await this.runs.seriesOf(who, id, judged.id) : [],
    };
    return { ...frame, ...drawn(chart, source) };
  }

  /**
   * Refuses a chart that can never be drawn as the experiment is. Values that are not counted apart are refused only
   * where they are new: a value may have become rare since the explore was saved.
   */
  async expectDrawable(
    who: Actor,
    experiment: Experiment,
    chart: ExploreInput,
    saved: ExploreInput | null,
  ): Promise<void> {
    const { design, hasTimes } = experiment;
    const overall = await this.runs.summariesOf(who, experiment.id);
    const problem = problemOf(chart, { design, hasTimes, metrics: await this.metrics.of(who, experiment, overall) });
    if (problem !== null) throw invalid(problem.path, problem.message);
    if (overall === null || JSON.stringify(chart.filter) === JSON.stringify(saved?.filter ?? null)) return;
    const known = knownValues(design, overall.diagnostics).find(({ property }) => property === chart.filter?.property);
    if (!known || known.values.length === 0) return;
    const missing = missingValues(chart, known.values);
    if (missing !== null) throw invalid('filter.values', missing);
  }

  async knownValues(who: Actor, { id, design }: Experiment): Promise<ExplorePage['properties']> {
    const overall = await this.runs.summariesOf(who, id);
    return knownValues(design, overall?.diagnostics ?? []);
  }

  /** In which values of its properties the effect on the primary metric is another than in the rest. */
  async analyse(who: Actor, experiment: Experiment): Promise<PropertyAnalysisView> {
    const { id, design, plan } = experiment;
    const overall = await this.runs.summariesOf(who, id);
    const asOf = overall?.asOf.toISOString() ?? null;
    const because = whyNoAnalysis(design, asOf);
    if (because !== null) return { asOf, because, cells: [] };
    const primary = (await this.metrics.of(who, experiment, overall)).filter(({ role }) => role === 'primary');
    if (primary.length === 0) {
      return { asOf, because: 'There is no primary metric to compare: choose one under Set-up.', cells: [] };
    }
    const splits = [];
    for (const property of design.splitBy) {
      splits.push({ property, summaries: await this.runs.splitOf(who, id, property) });
    }
    const cells = propertyAnalysis(design, plan, primary, splits);
    const nothing = 'No value can be compared: too few subjects, or the primary metric is a funnel or a percentile.';
    return { asOf, because: cells.length === 0 ? nothing : null, cells };
  }
}

const whyUnread = (overall: ExperimentSummaries | null): string | null =>
  overall === null ? 'Nothing was read yet: refresh the experiment.' : null;

const cautionOf = ({ design, hasTimes }: Experiment, overall: ExperimentSummaries | null): string | null => {
  if (overall === null) return null;
  const { status, explanation } = splitOf(design, overall.diagnostics, hasTimes);
  return status === 'failed' ? explanation : null;
};
