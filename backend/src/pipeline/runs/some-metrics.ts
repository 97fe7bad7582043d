import { createHash } from 'node:crypto';
import { factReadsOf } from '@assay/definitions';
import type { AnalysisSubject } from '../planning/analysis-lookup.js';
import type { AnalysisRequest } from '../planning/analysis-request.js';
import type { Diagnostic, MomentsSummary } from '../summaries/summary.js';
import type { RunStatement } from './run-statement.js';

/** What a refresh of some metrics alone is of. */
export interface SomeMetrics {
  readonly metricIds: readonly string[];
  /** The run whose results of the other metrics stand, and at whose as-of these are computed. */
  readonly basedOn: string;
  readonly asOf: Date;
}

/**
 * Digest of who is analysed from when to when, and by what they are split: results of two runs may stand beside each
 * other only where it is the same.
 */
export const populationOf = (request: AnalysisRequest): string => {
  const { design, assignmentSource, propertySources = [], entryPoint = null, segment = null, connection } = request;
  const { experimentKey, assignmentFrom, assignmentUntil, eventsUntil, variations, weightChanges } = design;
  const { name: _, description: __, ...source } = assignmentSource;
  const of = [
    ...[experimentKey, assignmentFrom, assignmentUntil, eventsUntil, variations.map(({ key }) => key)],
    ...[weightChanges.map(({ at }) => at), design.splitBy, design.lookbackDays, design.analysedEntityId],
    ...[design.burnInMinutes, design.burnOutMinutes, design.interactsWith],
    ...[source, propertySources, entryPoint, segment, connection.id, connection.minimumContributors],
  ];
  return createHash('sha256').update(JSON.stringify(of)).digest('hex');
};

/** The analysis of some of its metrics, reading only the sources of these. What it finds is compared with nothing. */
export const ofSome = (subject: AnalysisSubject, metricIds: readonly string[]): AnalysisSubject => {
  const { request } = subject;
  const metrics = request.metrics.filter(({ id }) => metricIds.includes(id));
  const read = new Set(metrics.flatMap((metric) => factReadsOf(metric).map(({ factId }) => factId)));
  const design = {
    ...request.design,
    metrics: request.design.metrics.filter((one) => metricIds.includes(one.metricId)),
  };
  const factSources = request.factSources.filter(({ facts }) => facts.some(({ id }) => read.has(id)));
  return { ...subject, request: { ...request, design, metrics, factSources }, comparing: null };
};

/** What one run found. */
export interface Layer {
  /** null = of all metrics. */
  readonly metricIds: readonly string[] | null;
  readonly moments: readonly MomentsSummary[];
  readonly epochs: readonly MomentsSummary[];
  readonly diagnostics: readonly Diagnostic[];
  readonly statements: readonly RunStatement[];
}

/**
 * What runs found together, each on top of the one that it is based on: of a metric, what the newest run that computed
 * it found; of subjects, what the run of all metrics counted.
 *
 * @param layers Newest first; the last one is of all metrics.
 */
export const together = (layers: readonly Layer[]): Omit<Layer, 'metricIds'> => {
  const [newest, ...older] = layers;
  if (!newest || older.length === 0) return newest ?? { moments: [], epochs: [], diagnostics: [], statements: [] };
  const below = together(older);
  const own = new Set(newest.metricIds ?? []);
  const isStanding = ({ metricId }: { readonly metricId: string }): boolean => !own.has(metricId);
  return {
    moments: [...newest.moments, ...below.moments.filter(isStanding)],
    epochs: [...newest.epochs, ...below.epochs.filter(isStanding)],
    diagnostics: diagnosticsOf(newest, below.diagnostics, isStanding),
    statements: [
      ...newest.statements,
      ...below.statements.map((one) => ({ ...one, metricIds: one.metricIds.filter((id) => !own.has(id)) })),
    ],
  };
};

const diagnosticsOf = (
  newest: Layer,
  below: readonly Diagnostic[],
  isStanding: (of: { readonly metricId: string }) => boolean,
): readonly Diagnostic[] => {
  const fresh = newest.diagnostics.flatMap((one) => (one.kind === 'freshness' ? [one] : []));
  const standing = below.flatMap((one): Diagnostic[] => {
    if (one.kind === 'caps') return [{ ...one, caps: one.caps.filter(isStanding) }];
    if (one.kind === 'totals') return [{ ...one, totals: one.totals.filter(isStanding) }];
    if (one.kind === 'redraws') return [{ ...one, tests: one.tests.filter(isStanding) }];
    if (one.kind === 'covariates') {
      const variables = one.variables.map(({ of }) => ({ of: of.filter(isStanding) }));
      return [{ ...one, variables }];
    }
    if (one.kind !== 'freshness') return [one];
    return fresh.some(({ sourceId }) => sourceId === one.sourceId) ? [] : [one];
  });
  const ofMetrics = newest.diagnostics.filter(({ kind }) =>
    ['caps', 'totals', 'freshness', 'covariates', 'redraws'].includes(kind),
  );
  return [...ofMetrics, ...standing];
};
