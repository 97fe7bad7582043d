import {
  type AssignmentSource,
  duplicatesOf,
  type EntryPoint,
  type FactRead,
  factReadsOf,
  type FactSource,
  type Metric,
  type MetricCollection,
  type PropertySource,
  type Segment,
} from '@assay/definitions';
import type { FieldError } from '../kernel/index.js';
import { type Definition, factIdsOf, factSourceWith, type Known } from './definition.js';

/** What the schemas cannot see: whether that which a definition names exists and fits. An empty list = all well. */
export const problemsOfAssignmentSource = (body: AssignmentSource, known: Known): FieldError[] => [
  ...entityProblem('entityId', body.entityId, known),
  ...body.secondaryIds.flatMap(({ entityId }, at) => entityProblem(`secondaryIds.${at}.entityId`, entityId, known)),
];

export const problemsOfEntryPoint = (body: EntryPoint, known: Known): FieldError[] =>
  entityProblem('entityId', body.entityId, known);

/** Which properties there are depends on the experiment's assignment source: they are checked where it is chosen. */
export const problemsOfSegment = (body: Segment, known: Known): FieldError[] =>
  entityProblem('entityId', body.entityId, known);

/** A name means one property of an entity. @param id of the source that is edited; null for a new one. */
export function problemsOfPropertySource(body: PropertySource, id: string | null, known: Known): FieldError[] {
  const others = known.propertySources.filter((one) => one.id !== id && one.body.entityId === body.entityId);
  const taken = new Map(
    others.flatMap((source) => source.body.properties.map(({ name }) => [name, source.body.name] as const)),
  );
  return [
    ...entityProblem('entityId', body.entityId, known),
    ...body.properties.flatMap(({ name }, at) =>
      taken.has(name)
        ? [
            problem(
              `properties.${at}.name`,
              `“${taken.get(name)}” has a property of this name already. Choose another name.`,
            ),
          ]
        : [],
    ),
  ];
}

/** @param id of the source that is edited; null for a new one. */
export function problemsOfFactSource(body: FactSource, id: string | null, known: Known): FieldError[] {
  const others = known.factSources.filter((source) => source.id !== id);
  const taken = new Map(
    others.flatMap((source) => source.body.facts.map((fact) => [fact.name, source.body.name] as const)),
  );
  return [
    ...body.entities.flatMap(({ entityId }, at) => entityProblem(`entities.${at}.entityId`, entityId, known)),
    ...duplicatesOf(body.facts.map((fact) => fact.id)).map((fact) => problem('facts', `Fact ${fact} is listed twice.`)),
    ...body.facts.flatMap(({ name }, at) =>
      taken.has(name)
        ? [problem(`facts.${at}.name`, `“${taken.get(name)}” has a fact of this name already. Choose another name.`)]
        : [],
    ),
  ];
}

export function problemsOfMetric(body: Metric, known: Known): FieldError[] {
  return [
    ...entityProblem('entityId', body.entityId, known),
    ...factReadsOf(body).flatMap((read) => problemsOfRead(read, body, known)),
  ];
}

export const problemsOfCollection = ({ entityId, metrics }: MetricCollection, known: Known): FieldError[] => [
  ...entityProblem('entityId', entityId, known),
  ...metrics.flatMap(({ metricId }, at) => {
    const path = `metrics.${at}.metricId`;
    const metric = known.metrics.find(({ id }) => id === metricId);
    if (metric === undefined) return [problem(path, 'There is no such metric here: choose one of the list.')];
    if (metric.body.entityId === entityId) return [];
    return [problem(path, `“${metric.body.name}” is a metric of another entity than the collection.`)];
  }),
];

/** Metrics that would no longer hold if a fact source were changed to `body`, each with its first problem. */
export function metricsBrokenBy(id: string, body: FactSource, known: Known): readonly { name: string; why: string }[] {
  const before = known.factSources.find((source) => source.id === id);
  if (before === undefined) return [];
  const factSources = known.factSources.map((source) => (source.id === id ? { ...source, body } : source));
  return known.metrics
    .filter((metric) => factIdsOf(metric.body).some((fact) => factSourceWith([before], fact) !== undefined))
    .flatMap((metric) => {
      const [first] = problemsOfMetric(metric.body, { ...known, factSources });
      return first === undefined ? [] : [{ name: metric.body.name, why: first.message }];
    });
}

/** Maps, structs, lists and documents, as the six engines call them. */
const nested = /^(?:MAP|STRUCT|UNION|LIST|ARRAY|RECORD|OBJECT|VARIANT|SUPER|JSON)|\[\d*\]$/i;

const notNumeric = ['text', 'boolean', 'date', 'timestamp', 'timestamp_tz'];

function problemsOfRead(read: FactRead, { kind, entityId }: Metric, known: Known): FieldError[] {
  const { path } = read;
  const source = factSourceWith(known.factSources, read.factId);
  if (source === undefined)
    return [problem(`${path}.factId`, 'There is no such fact here: choose one of a fact source.')];
  const found: FieldError[] = [];
  if (!source.body.entities.some((one) => one.entityId === entityId)) {
    const message = `The facts of “${source.body.name}” are not kept for this metric’s entity: add the entity to that source, or choose another fact.`;
    found.push(problem(`${path}.factId`, message));
  }
  const properties = source.body.properties.map(({ name }) => name);
  read.filters.forEach(({ property }, at) => {
    if (properties.includes(property)) return;
    const choices = properties.length > 0 ? `It has: ${properties.join(', ')}.` : 'It has none.';
    found.push(
      problem(`${path}.filters.${at}.property`, `“${source.body.name}” has no property “${property}”. ${choices}`),
    );
  });
  const isAggregated = kind === 'simple' || kind === 'ratio';
  return [...found, ...problemsOfColumn(read, `${path}.${isAggregated ? 'operation' : 'factId'}`, source)];
}

function problemsOfColumn({ factId, needs }: FactRead, at: string, source: Definition<'fact_source'>): FieldError[] {
  const fact = source.body.facts.find(({ id }) => id === factId);
  if (fact === undefined || needs === 'record') return [];
  if (fact.column === null) {
    return [problem(at, `“${fact.name}” is each record, without a value: count it, or choose a fact with a column.`)];
  }
  const column = source.checked?.columns.find(({ name }) => name === fact.column);
  if (column !== undefined && nested.test(column.nativeType)) {
    const message = `“${fact.name}” holds several values in one (${column.nativeType}): select the one that counts in the source’s SQL.`;
    return [problem(at, message)];
  }
  if (needs === 'number' && column !== undefined && notNumeric.includes(column.type)) {
    return [problem(at, `“${fact.name}” is no number (${column.nativeType}): choose another operation or fact.`)];
  }
  return [];
}

const entityProblem = (path: string, entityId: string, known: Known): FieldError[] =>
  known.entities.some(({ id }) => id === entityId)
    ? []
    : [problem(path, 'There is no such entity here: choose one, or create it first.')];

const problem = (path: string, message: string): FieldError => ({ path, message });
