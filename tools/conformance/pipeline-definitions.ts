import {
  aggregation,
  aggregationOf,
  assignmentSource,
  certifiedFactSource,
  certifiedMetric,
  certifiedNumerator,
  certifiedProblems,
  experimentDesign,
  factSource,
  factSourceOf,
  metric,
  metricOf,
  type CertifiedIds,
} from '@assay/definitions';
import { z } from 'zod';
import type { AnalysisRequest } from '../../backend/src/pipeline/planning/analysis-request.js';

const property = z.object({ name: z.string(), column: z.string() });

/** definitions.json: sources and metrics in the field names of the public metric schema, and the experiment. */
export const certifiedDefinitions = z.object({
  experiment: z.object({
    key: z.string(),
    assignment_start: z.string(),
    assignment_end: z.string(),
    event_end: z.string(),
    control: z.string(),
    variations: z.array(z.string()),
    mixed_assignments: z.literal('drop').default('drop'),
  }),
  assignment_source: z.object({
    name: z.string().default('Assignments'),
    sql: z.string(),
    entity: z.string(),
    subject_column: z.string(),
    timestamp_column: z.string(),
    experiment_key_column: z.string(),
    variation_column: z.string(),
    partition_date: z.string().nullable().optional(),
    properties: z.array(property).default([]),
  }),
  fact_sources: z.array(certifiedFactSource),
  metrics: z.array(certifiedMetric),
  cuped: z
    .object({
      lookback_days: z.number(),
      rows: z.record(
        z.string(),
        z.union([z.string(), z.object({ metric: z.string(), covariate: certifiedNumerator.optional() })]),
      ),
    })
    .optional(),
  percentile_interpolation: z.literal('linear').default('linear'),
  split_by: z.array(z.string()).default([]),
  minimum_contributors: z.number().int().min(1).default(1),
});
export type CertifiedDefinitions = z.infer<typeof certifiedDefinitions>;

/** Names are unique on the wire, so they serve as ids. */
const ids: CertifiedIds = { entity: (name) => name, fact: (name) => name };

/** The metric that answers for a row of the expectation: its own, or a copy with another covariate. */
export const metricIdOf = ({ cuped }: CertifiedDefinitions, row: string): string => {
  const twin = cuped?.rows[row];
  if (twin === undefined) return row;
  return typeof twin === 'string' ? twin : twin.covariate ? row : twin.metric;
};

/** What the pipeline is asked for. Throws, listing every problem, when the definitions are wrong. */
export const requestOf = (definitions: CertifiedDefinitions, scratchSchema: string): AnalysisRequest => {
  const { experiment, assignment_source: source } = definitions;
  const problems = certifiedProblems(definitions, [source.entity]);
  if (problems.length > 0) throw new Error(problems.map((p) => `${p.path}: ${p.message}`).join('\n'));
  const defined = definitions.metrics.flatMap((m) => {
    const mapped = metricOf(m, definitions, ids);
    return mapped ? [{ ...metric.parse(mapped), id: m.name }] : [];
  });
  const covariates = Object.entries(definitions.cuped?.rows ?? {}).flatMap(([row, twin]) => {
    if (typeof twin === 'string' || !twin.covariate) return [];
    return [{ row, of: twin.metric, numerator: aggregation.parse(aggregationOf(twin.covariate, ids)) }];
  });
  const copies = covariates.map(({ row, of }) => {
    const original = defined.find((m) => m.id === of);
    if (!original) throw new Error(`cuped.rows.${row}: there is no metric “${of}”.`);
    return { ...original, id: row, name: row };
  });
  const metrics = [...defined, ...copies];
  return {
    experimentId: 'conformance',
    design: experimentDesign.parse({
      experimentKey: experiment.key,
      assignmentSourceId: 'assignments',
      assignmentFrom: experiment.assignment_start,
      assignmentUntil: experiment.assignment_end,
      eventsUntil: experiment.event_end,
      variations: experiment.variations.map((key) => ({
        key,
        name: key,
        weight: 1,
        isControl: key === experiment.control,
      })),
      metrics: metrics.map((m) => ({ metricId: m.id, role: 'secondary' })),
      splitBy: definitions.split_by,
      lookbackDays: definitions.cuped?.lookback_days ?? 0,
    }),
    assignmentSource: {
      ...assignmentSource.parse({
        name: source.name,
        entityId: source.entity,
        sql: source.sql,
        subjectColumn: source.subject_column,
        timestampColumn: source.timestamp_column,
        experimentKeyColumn: source.experiment_key_column,
        variationColumn: source.variation_column,
        partitionColumn: source.partition_date ?? null,
        properties: source.properties,
      }),
      id: 'assignments',
    },
    factSources: definitions.fact_sources.map((s) => ({ ...factSource.parse(factSourceOf(s, ids)), id: s.name })),
    metrics,
    covariates: covariates.map(({ row, numerator }) => ({ metricId: row, numerator })),
    connection: {
      id: 'conformance',
      dialect: 'duckdb',
      scratchSchema: [scratchSchema],
      minimumContributors: definitions.minimum_contributors,
    },
  };
};
