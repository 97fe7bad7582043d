import {
  publication,
  publishedFacts,
  publishedMembers,
  publishedRows,
  type Cutoff,
  type PublicationQuery,
} from '@assay/warehouse-sql';
import type { PlannedMetric, PlannedPercentile } from './measures-of.js';
import type { Step } from './plan.js';
import { factsUntil, unitsOf, type Draft } from './plan-draft.js';
import type { FactReads } from './plan-facts.js';

/** The step that compares with what was published last. */
export const publicationStep = 'publication';

/**
 * A digest of each subject's rows, its comparison with the one that was published last, and everything else behind
 * that: no number leaves, and nothing more is computed, before it may be published. A source that cannot be read
 * takes its own metrics with it, as ever, and no others.
 */
export const planPublication = (
  draft: Draft,
  steps: Step[],
  metrics: readonly (PlannedMetric | PlannedPercentile)[],
  reads: FactReads,
): void => {
  const { d, request, options, variations, tables, properties } = draft;
  if (!options.publication) return;
  const { now, before } = options.publication;
  const staged = [...reads.staged.values()];
  const everyMetric = [...new Set(metrics.map((metric) => metric.metricId))];
  const { members } = tables;
  const isScheduled = draft.countedBy === 'unit';
  const completeness = {
    cutoffs: cutoffsOf(metrics),
    untilMicros: Date.parse(factsUntil(request, options.asOf)) * 1000,
  };
  const own = withNeedsOf(steps, [unitsOf(draft).step, ...staged.map(({ step }) => step)]);
  const made = draft.add({
    id: 'published',
    kind: 'publication',
    label: 'Digest of each subject’s exposure',
    needs: ['exposures'],
    metricIds: everyMetric,
    statement: publishedRows(d, {
      table: now,
      exposures: tables.exposures,
      variations,
      properties: properties.length,
      ...completeness,
      ...(members ? { cutoffs: [] } : {}),
      isScheduled,
    }),
  });
  const whole = members
    ? draft.add({
        id: 'published_members',
        kind: 'publication',
        label: 'Digest of each cluster’s members',
        needs: [made, 'members'],
        metricIds: everyMetric,
        statement: publishedMembers(d, { table: now, exposures: tables.exposures, members, ...completeness }),
      })
    : made;
  const added = new Map(
    staged.map(({ step, events: table, measures: stagedFor }, source) => [
      step,
      draft.add({
        id: `published_${source}`,
        kind: 'publication',
        label: 'Digest of each subject’s facts',
        needs: [whole, step],
        metricIds: steps.find(({ id }) => id === step)?.metricIds ?? [],
        statement: publishedFacts(d, {
          ...{ table: now, exposures: tables.exposures, members, isScheduled, source },
          staged: { table, stagedFor },
        }),
      }),
    ]),
  );
  const gate = before ? planComparison(draft, { now, before }, whole, [...added.values()], everyMetric) : whole;
  const isOwn = (step: Step): boolean => step.kind === 'publication' || own.has(step.id);
  steps.forEach((step, i) => {
    if (isOwn(step)) return;
    const digests = step.needs.flatMap((id) => added.get(id) ?? []);
    steps[i] = { ...step, needs: [...step.needs, ...digests, gate] };
  });
};

const planComparison = (
  { d, request, add }: Draft,
  tables: Pick<PublicationQuery, 'now' | 'before'>,
  needs: string,
  after: readonly string[],
  metricIds: readonly string[],
): string =>
  add({
    id: publicationStep,
    kind: 'publication',
    label: 'Compare with what was published last',
    needs: [needs],
    after,
    metricIds,
    reading: { kind: 'publication' },
    statement: publication(d, { ...tables, minimumContributors: request.connection.minimumContributors }),
  });

/** Some steps, with all that they wait for. */
const withNeedsOf = (steps: readonly Step[], ids: readonly string[]): ReadonlySet<string> => {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    steps.find((step) => step.id === id)?.needs.forEach(visit);
  };
  ids.forEach(visit);
  return found;
};

const cutoffsOf = (metrics: readonly (PlannedMetric | PlannedPercentile)[]): readonly Cutoff[] => {
  const all = metrics.flatMap((metric) =>
    'variables' in metric
      ? metric.variables.flatMap(({ cutoff, measure }) => [cutoff, measure.cutoff])
      : [metric.measure.cutoff],
  );
  const known = all.filter((cutoff) => cutoff !== null);
  return [...new Map(known.map((cutoff) => [`${cutoff.unit} ${cutoff.after}`, cutoff])).values()];
};
