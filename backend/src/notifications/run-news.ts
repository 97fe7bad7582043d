import type { ResultsView, SanityView } from '@assay/api-contract';
import type { News } from './news.js';

/** What was last told of an experiment. */
export interface ExperimentNews {
  readonly verdict: string;
  readonly failedChecks: readonly string[];
}

/** A run that is over, in the words of the run log. */
export interface EndedRun {
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
  readonly at: Date;
}

const checkNames: Readonly<Record<keyof SanityView, string>> = {
  exposure: 'exposure',
  population: 'population',
  split: 'split',
  mixed: 'mixed assignments',
  preperiod: 'pre-period',
  freshness: 'freshness',
  missing: 'missing metrics',
  dimensions: 'split inside properties',
  caps: 'caps',
};

/** Names of the checks that fail, in the order of the strip. */
export const failedChecksOf = (sanity: SanityView): string[] =>
  (Object.keys(checkNames) as (keyof SanityView)[])
    .filter((name) => sanity[name]?.status === 'failed')
    .map((name) => checkNames[name]);

/**
 * The verdict as something to tell: empty while it must not be acted on. A fixed-horizon interval says nothing before
 * the end that was planned, so until the experiment is concluded only intervals that hold at every look are told.
 */
export const tellableVerdict = ({ verdict, method, status }: ResultsView): string => {
  const holdsNow = method === 'sequential' || status === 'concluded';
  return holdsNow && verdict.tone !== 'neutral' ? verdict.headline : '';
};

/** What the end of a run is to those outside, with what is to be remembered; `view` is null where the run failed. */
export function newsOfRun(
  { name, experimentId }: { readonly name: string; readonly experimentId: string },
  run: EndedRun,
  view: ResultsView | null,
  before: ExperimentNews,
  console: string,
): { readonly news: News[]; readonly told: ExperimentNews } {
  const url = `${console}/experiments/${experimentId}`;
  const common = { at: run.at, url };
  const experiment = { id: experimentId, name };
  const data = { experiment, run: { id: run.id, status: run.status, error: run.error } };
  if (view === null) {
    const text = `Experiment “${name}”: the refresh failed. ${run.error ?? ''}`.trimEnd();
    return { news: [{ ...common, event: 'experiment.refresh_failed', text, data }], told: before };
  }
  const how = run.status === 'partial' ? 'refreshed; some metrics failed' : 'refreshed';
  const news: News[] = [{ ...common, event: 'experiment.refreshed', text: `Experiment “${name}”: ${how}`, data }];
  const told = { verdict: tellableVerdict(view), failedChecks: failedChecksOf(view.sanity) };
  const fresh = told.failedChecks.filter((check) => !before.failedChecks.includes(check));
  if (fresh.length > 0) {
    const text = `Experiment “${name}”: a check of the data fails (${fresh.join(', ')})`;
    const checks = { failed: told.failedChecks, new: fresh };
    news.push({ ...common, event: 'experiment.check_failed', text, data: { ...data, checks } });
  }
  if (told.verdict !== before.verdict) {
    const text = `Experiment “${name}”: ${told.verdict || 'not decided any more'}`;
    const { tone, headline, reason } = view.verdict;
    const verdict = { tone, headline, reason };
    news.push({ ...common, event: 'experiment.verdict_changed', text, data: { ...data, verdict } });
  }
  return { news, told };
}
