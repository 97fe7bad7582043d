import {
  type RefreshInput,
  experimentSwitchback,
  experimentView,
  exploreChart,
  exploreDetail,
  explorePage,
  exploreProposals,
  exploreView,
  pageOf,
  resultsView,
  rolloutGuardState,
  rolloutGuardView,
  runDetail,
  runView,
  propertyAnalysisView,
  seriesView,
  verificationView,
  type Decision,
  type ExperimentInput,
  type ExploreInput,
  type ResultsQuery,
  type RolloutGuardInput,
} from '@assay/api-contract';
import { queryOptions } from '@tanstack/react-query';
import { send, sendPlain } from './client.js';
import { all, keyOf, one, pages } from './query.js';
import { routes } from './routes.js';

export type SeriesQuery = Partial<Pick<ResultsQuery, 'method' | 'level' | 'correction'>> & {
  readonly metricId: string;
};

/** Experiments, what they found, and the runs that found it. */
export const experiments = {
  list: () => all(pageOf(experimentView), routes.experiments),
  byId: (id: string) => one(experimentView, routes.experiment(id)),
  create: (body: ExperimentInput) => send(experimentView, 'POST', routes.experiments, { body }),
  replace: (id: string, version: number, body: ExperimentInput) =>
    send(experimentView, 'PUT', routes.experiment(id), { body, version }),
  remove: (id: string, version: number) => sendPlain('DELETE', routes.experiment(id), { version }),
  start: (id: string, version: number) =>
    send(experimentView, 'POST', routes.experimentStart(id), { body: {}, version }),
  conclude: (id: string, version: number, body: Decision) =>
    send(experimentView, 'POST', routes.experimentConclude(id), { body, version }),
  refresh: (id: string, options: Partial<RefreshInput> = {}) =>
    send(runView, 'POST', routes.experimentRefresh(id), { body: options }),
  reveal: (id: string) => sendPlain('POST', routes.experimentReveal(id), { body: {} }),
  switchback: (id: string) => one(experimentSwitchback, routes.experimentSwitchback(id)),
  results: (id: string, query: Partial<ResultsQuery>) => one(resultsView, routes.experimentResults(id), query),
  verification: (id: string, query: Partial<ResultsQuery>) =>
    one(verificationView, routes.experimentVerification(id), query),
  propertyAnalysis: (id: string) => one(propertyAnalysisView, routes.propertyAnalysis(id)),
  series: (id: string, query: SeriesQuery) => one(seriesView, routes.experimentSeries(id), query),
  guard: (id: string) => one(rolloutGuardState, routes.experimentGuard(id)),
  /** `version` 0: there is none yet. */
  setGuard: (id: string, version: number, body: RolloutGuardInput) =>
    send(rolloutGuardView, 'PUT', routes.experimentGuard(id), { body, version }),
  removeGuard: (id: string, version: number) => sendPlain('DELETE', routes.experimentGuard(id), { version }),
  runs: (id: string) => pages(pageOf(runView), routes.experimentRuns(id)),
  explores: (id: string) => one(explorePage, routes.explores(id)),
  explore: (id: string, exploreId: string) => one(exploreDetail, routes.explore(id, exploreId)),
  proposals: (id: string) => one(exploreProposals, routes.exploreProposals(id)),
  /** What a chart would show, without saving it. */
  previewExplore: (id: string, body: ExploreInput) =>
    queryOptions({
      queryKey: [...keyOf(routes.explorePreview(id)), body],
      queryFn: ({ signal }) => send(exploreChart, 'POST', routes.explorePreview(id), { body, signal }),
    }),
  addExplore: (id: string, body: ExploreInput) => send(exploreView, 'POST', routes.explores(id), { body }),
  replaceExplore: (id: string, exploreId: string, version: number, body: ExploreInput) =>
    send(exploreView, 'PUT', routes.explore(id, exploreId), { body, version }),
  removeExplore: (id: string, exploreId: string, version: number) =>
    sendPlain('DELETE', routes.explore(id, exploreId), { version }),
  orderExplores: (id: string, exploreIds: readonly string[]) =>
    send(explorePage, 'PUT', routes.exploreOrder(id), { body: { exploreIds } }),
};

export const runs = {
  list: () => pages(pageOf(runView), routes.runs),
  byId: (id: string) => one(runDetail, routes.run(id)),
  cancel: (id: string) => sendPlain('POST', routes.runCancel(id), { body: {} }),
};
