import type { RefreshInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, Failure, invalid } from '../../kernel/index.js';
import { AnalysisLookup } from '../planning/analysis-lookup.js';
import { SummaryStore } from '../summaries/summary.store.js';
import type { DaySummary, MomentsSummary } from '../summaries/summary.js';
import type { Run } from './run.js';
import { RunStatementStore } from './run-statement.store.js';
import { RunStore } from './run.store.js';
import { type Layer, populationOf, type SomeMetrics, together } from './some-metrics.js';

/** Results that several runs found together: one of all metrics, and later ones of some. */
@Injectable()
export class Layers {
  constructor(
    private readonly clock: Clock,
    private readonly lookup: AnalysisLookup,
    private readonly runs: RunStore,
    private readonly statements: RunStatementStore,
    private readonly summaries: SummaryStore,
  ) {}

  /** What a run and those below it found over all subjects. */
  async foundIn(tx: Transaction, run: Run): Promise<Omit<Layer, 'metricIds'>> {
    const layers: Layer[] = [];
    for (const { id, metricIds } of await this.#below(tx, run)) {
      layers.push({
        metricIds,
        moments: await this.summaries.moments(tx, id, null),
        epochs: await this.summaries.epochs(tx, id),
        diagnostics: await this.summaries.diagnostics(tx, id),
        statements: await this.statements.list(tx, id),
      });
    }
    return together(layers);
  }

  /** Moments alone of a run and those below it: per label of a property, or (null) over all subjects. */
  async momentsIn(tx: Transaction, run: Run, property: string | null): Promise<readonly MomentsSummary[]> {
    const layers: Layer[] = [];
    for (const { id, metricIds } of await this.#below(tx, run)) {
      const moments = await this.summaries.moments(tx, id, property);
      layers.push({ metricIds, moments, epochs: [], diagnostics: [], statements: [] });
    }
    return together(layers).moments;
  }

  /** A metric at the end of each day, from the newest run that computed it. */
  async daysIn(tx: Transaction, run: Run, metricId: string): Promise<DaySummary[]> {
    const layers = await this.#below(tx, run);
    const of = layers.find(({ metricIds }) => metricIds === null || metricIds.includes(metricId));
    return of ? this.summaries.days(tx, of.id, metricId) : [];
  }

  /**
   * What a refresh of some metrics is of. Refused where no results stand that it could join, or where the experiment is
   * of other subjects since; and for a metric with results where refreshes are compared before they are published.
   */
  async some(
    tx: Transaction,
    who: Pick<Actor, 'organisationId' | 'workspaceId'>,
    experimentId: string,
    asked: NonNullable<RefreshInput['metrics']>,
  ): Promise<SomeMetrics> {
    const base = await this.runs.findLatest(tx, experimentId);
    if (!base?.asOf)
      throw new Failure('conflict', 'There are no results yet that they could join: refresh everything.');
    const subject = await this.lookup.get(tx, { ...who, experimentId, baselineId: null }, this.clock.now());
    const { design, metrics } = subject.request;
    if (base.population === null) throw new Failure('conflict', olderVersion);
    if (base.population !== populationOf(subject.request)) throw new Failure('conflict', otherPopulation);
    const moments = await this.momentsIn(tx, base, null);
    const known = new Set(moments.map(({ metricId }) => metricId));
    const all = design.metrics.map(({ metricId }) => metricId);
    const metricIds = asked === 'missing' ? all.filter((id) => !known.has(id)) : [...new Set(asked)];
    if (metricIds.length === 0) throw new Failure('conflict', 'Every metric has results: refresh everything.');
    const stranger = metricIds.find((id) => !all.includes(id));
    if (stranger !== undefined) throw invalid('metrics', `The experiment has no metric “${stranger}”.`);
    const standing = metrics.filter(({ id }) => metricIds.includes(id) && known.has(id));
    if (subject.comparing !== null && standing.length > 0) {
      const names = standing.map(({ name }) => `“${name}”`).join(', ');
      throw new Failure(
        'conflict',
        `${names} ${standing.length === 1 ? 'has' : 'have'} results, and new ones of a metric alone are not compared with them. Refresh everything, or leave ${standing.length === 1 ? 'it' : 'them'} out.`,
      );
    }
    return { metricIds, basedOn: base.id, asOf: base.asOf };
  }

  async #below(tx: Transaction, run: Run): Promise<readonly Run[]> {
    const layers = [run];
    for (let at: Run | null = run; at?.basedOn;) {
      at = await this.runs.findAnywhere(tx, at.basedOn);
      if (at) layers.push(at);
    }
    return layers;
  }
}

const olderVersion = 'The results that stand were computed by an earlier version of the program: refresh everything.';

/** Why results of a metric cannot join the others. */
export const otherPopulation =
  'Dates, variations, sources, splits or custody changed since the last results, so these are of other subjects: refresh everything.';
