import { momentNames, percentileNames, redrawNames } from '@assay/warehouse-sql';
import type { MetricColumns, Reading } from '../planning/plan.js';
import type { ResultRow } from './result-rows.js';
import {
  noFindings,
  packed,
  type ResplitSummary,
  type Diagnostic,
  type Moments,
  type MomentsSummary,
  type StepFindings,
} from '../summaries/summary.js';

/** What the rows of a step say. `variations` are the declared keys: one without subjects has a count of 0. */
export const readStep = (reading: Reading, rows: readonly ResultRow[], variations: readonly string[]): StepFindings => {
  switch (reading.kind) {
    case 'moments':
      return { ...noFindings, moments: readMoments(reading, rows, variations) };
    case 'percentile':
      return { ...noFindings, moments: readPercentiles(reading, rows, variations) };
    case 'series':
      return {
        ...noFindings,
        days: rows.flatMap((row) =>
          reading.metrics.map((metric, j) => ({
            metricId: metric.metricId,
            variation: textOf(row, 'variation'),
            day: isoDay(row['series_day'] as number),
            moments: momentsOf(row, metric, j),
          })),
        ),
      };
    case 'resplits':
      return { ...noFindings, resplits: readResplits(reading, rows) };
    case 'own':
      return noFindings;
    case 'changed_days':
      return { ...noFindings, changedDays: rows.map((row) => row['changed_day'] as number) };
    case 'publication':
      return { ...noFindings, mayPublish: rows[0]?.['may_publish'] === 1 };
    case 'counts':
    case 'population':
    case 'traffic':
    case 'members':
    case 'labels':
    case 'caps':
    case 'totals':
    case 'freshness':
    case 'covariates':
    case 'redraws':
      return { ...noFindings, diagnostics: [readDiagnostic(reading, rows, variations)] };
    default:
      return reading satisfies never;
  }
};

const readMoments = (
  reading: Extract<Reading, { kind: 'moments' }>,
  rows: readonly ResultRow[],
  variations: readonly string[],
): MomentsSummary[] => {
  const found = rows.flatMap((row) =>
    reading.metrics.map((metric, j) => ({
      metricId: metric.metricId,
      variation: textOf(row, 'variation'),
      property: reading.properties[row['property_no'] as number] ?? null,
      label: row['label'] as string | null,
      moments: momentsOf(row, metric, j),
    })),
  );
  const seen = new Set(found.filter((f) => f.property === null).map((f) => `${f.variation} ${f.metricId}`));
  const absent = variations.flatMap((variation) =>
    reading.metrics
      .filter((metric) => !seen.has(`${variation} ${metric.metricId}`))
      .map((metric) => ({ metricId: metric.metricId, variation, property: null, label: null, moments: empty(metric) })),
  );
  return [...found, ...absent];
};

const readResplits = (
  reading: Extract<Reading, { kind: 'resplits' }>,
  rows: readonly ResultRow[],
): ResplitSummary[] => {
  const ordered = [...rows].sort(
    (a, b) =>
      (a['salt_no'] as number) - (b['salt_no'] as number) || (a['half_no'] as number) - (b['half_no'] as number),
  );
  return reading.metrics.map(({ variant, ...metric }, j) => {
    const found = ordered.flatMap((row) => {
      const moments = momentsOf(row, metric, j);
      return moments.outcome === 'measured' && moments.n > 0 ? [packed(moments)] : [];
    });
    // Each split has two halves with subjects in them, or the numbers were withheld.
    const isWhole = found.length > 0 && found.length === rows.length && rows.length % 2 === 0;
    const halves = found.flatMap((half, i): [number[], number[]][] =>
      i % 2 === 0 ? [[half, found[i + 1] ?? []]] : [],
    );
    return { metricId: metric.metricId, variant, roles: [...metric.roles], halves: isWhole ? halves : null };
  });
};

const readPercentiles = (
  reading: Extract<Reading, { kind: 'percentile' }>,
  rows: readonly ResultRow[],
  variations: readonly string[],
): MomentsSummary[] => {
  const { metricId } = reading;
  const found = rows.map((row) => ({
    metricId,
    variation: textOf(row, 'variation'),
    property: reading.properties[row['property_no'] as number] ?? null,
    label: row['label'] as string | null,
    moments: percentileOf(row, reading.percentile),
  }));
  const absent = variations.filter((key) => !found.some((f) => f.property === null && f.variation === key));
  const none: Moments = { outcome: 'measured', n: 0, roles: [...percentileRoles], sums: [], means: [], products: [] };
  return [
    ...found,
    ...absent.map((variation) => ({ metricId, variation, property: null, label: null, moments: none })),
  ];
};

const percentileRoles = ['at_or_below', 'facts'] as const;

/** Counts of facts are whole numbers, so that centring their sums of squares loses nothing. */
const percentileOf = (row: ResultRow, percentile: number): Moments => {
  const cells = percentileNames.map((name) => row[name] as number | null);
  const [n, ...rest] = cells as [number | null, ...(number | null)[]];
  const roles = [...percentileRoles];
  if (n === null || rest.some((cell) => cell === null)) return { outcome: 'suppressed', n, roles };
  const [quantile, lower, upper, s, facts, squareS, product, squareN, ...atoms] = rest as [
    ...[number, number, number, number, number, number, number, number],
    ...number[],
  ];
  return {
    outcome: 'percentile',
    n,
    roles,
    percentile,
    quantile,
    lower,
    upper,
    largestAtom: Math.max(...atoms) / facts,
    sums: [s, facts],
    means: [s / n, facts / n],
    products: [squareS - (s * s) / n, product - (s * facts) / n, squareN - (facts * facts) / n],
  };
};

const empty = ({ roles, steps }: MetricColumns): Moments => ({
  outcome: 'measured',
  n: 0,
  roles: [...roles],
  sums: roles.map(() => 0),
  means: roles.map(() => 0),
  products: Array.from({ length: (roles.length * (roles.length + 1)) / 2 }, () => 0),
  ...(steps > 0 ? { steps: Array.from({ length: steps }, () => 0) } : {}),
});

/**
 * Centred products from sums about the pivot: Σ(a−p)(b−q) − Σ(a−p) Σ(b−q) / n. The pivot is the
 * mean of the variation, so the second term is about 0 and nothing cancels.
 */
const momentsOf = (row: ResultRow, metric: MetricColumns, j: number): Moments => {
  const { length } = metric.roles;
  const cells = momentNames(j, length, metric.steps).map((name) => row[name] as number | null);
  const [n, ...rest] = cells as [number | null, ...(number | null)[]];
  const roles = [...metric.roles];
  if (n === 0) return empty(metric);
  if (n === null || rest.some((cell) => cell === null)) return { outcome: 'suppressed', n, roles };
  const numbers = rest as number[];
  const sums = numbers.slice(0, length);
  const differences = numbers.slice(length, 2 * length);
  const raw = numbers.slice(2 * length, numbers.length - metric.steps);
  const products: number[] = [];
  for (let a = 0; a < length; a++) {
    for (let b = 0; b <= a; b++) {
      const product = raw[products.length] as number;
      const centred = product - ((differences[a] as number) * (differences[b] as number)) / n;
      products.push(a === b ? Math.max(0, centred) : centred);
    }
  }
  const steps = numbers.slice(numbers.length - metric.steps);
  return {
    ...{ outcome: 'measured', n, roles, sums, means: sums.map((sum) => sum / n), products },
    ...(metric.steps > 0 ? { steps } : {}),
  };
};

const readDiagnostic = (
  reading: Exclude<
    Reading,
    { kind: 'changed_days' | 'publication' | 'moments' | 'percentile' | 'series' | 'resplits' | 'own' }
  >,
  rows: readonly ResultRow[],
  variations: readonly string[],
): Diagnostic => {
  switch (reading.kind) {
    case 'counts': {
      const found = rows.map((row) => ({
        variation: textOf(row, 'variation'),
        subjects: countOf(row, 'subjects'),
        mixed: countOf(row, 'mixed'),
        assignments: countOf(row, 'assignments'),
      }));
      const absent = variations.filter((key) => !found.some((f) => f.variation === key));
      const none = absent.map((variation) => ({ variation, subjects: 0, mixed: 0, assignments: 0 }));
      return { kind: 'counts', variations: [...found, ...none] };
    }
    case 'population': {
      const found = rows.map((row) => ({
        variation: textOf(row, 'variation'),
        assigned: row['assigned'] as number,
        inside: countOf(row, 'inside'),
      }));
      const absent = variations.filter((key) => !found.some((f) => f.variation === key));
      const none = absent.map((variation) => ({ variation, assigned: 0, inside: 0 }));
      const { entryPoint, segment } = reading;
      return { kind: 'population', entryPoint, segment, variations: [...found, ...none] };
    }
    case 'traffic':
      return {
        kind: 'traffic',
        days: rows.map((row) => ({
          day: isoDay(row['exposed_day'] as number),
          variation: textOf(row, 'variation'),
          subjects: countOf(row, 'subjects'),
        })),
      };
    case 'members': {
      const found = rows.map((row) => ({ variation: textOf(row, 'variation'), members: countOf(row, 'members') }));
      const absent = variations.filter((key) => !found.some((f) => f.variation === key));
      return { kind: 'members', variations: [...found, ...absent.map((variation) => ({ variation, members: 0 }))] };
    }
    case 'labels':
      return {
        kind: 'labels',
        labels: rows.map((row) => ({
          property: reading.properties[row['property_no'] as number] as string,
          label: textOf(row, 'label'),
          variation: textOf(row, 'variation'),
          subjects: countOf(row, 'subjects'),
        })),
      };
    case 'caps':
      return {
        kind: 'caps',
        caps: reading.variables.map(({ at, metricId, role }) => ({
          metricId,
          role,
          upper: countOf(rows[0] ?? {}, `upper${at}`),
          lower: countOf(rows[0] ?? {}, `lower${at}`),
          isZeroed: rows[0]?.[`zeroed${at}`] === 1,
        })),
      };
    case 'redraws':
      return {
        kind: 'redraws',
        tests: reading.metricIds.map((metricId, j) => {
          const [drawn, atLeast] = redrawNames(j).map((name) => countOf(rows[0] ?? {}, name) ?? 0);
          return { metricId, variation: reading.treatment, drawn: drawn ?? 0, atLeast: atLeast ?? 0 };
        }),
      };
    case 'covariates':
      return {
        kind: 'covariates',
        variables: [...reading.variables],
        covariates: [...reading.covariates],
        from: reading.from,
        variations: rows.map((row) => ({
          variation: textOf(row, 'variation'),
          n: row['n'] as number,
          values: Array.from({ length: reading.sums }, (_, i) => countOf(row, `e${i}`)),
        })),
      };
    case 'totals':
      return {
        kind: 'totals',
        totals: reading.metricIds.map((metricId, i) => ({ metricId, total: countOf(rows[0] ?? {}, `t${i}`) })),
      };
    case 'freshness': {
      const latest = rows.length === 0 ? null : Math.max(...rows.map((row) => row['fact_day'] as number));
      return {
        kind: 'freshness',
        sourceId: reading.sourceId,
        latestDay: latest === null ? null : isoDay(latest),
        subjectsWithFacts: rows.reduce((sum, row) => sum + (row['subjects'] as number), 0),
      };
    }
    default:
      return reading satisfies never;
  }
};

const textOf = (row: ResultRow, column: string): string => row[column] as string;
const countOf = (row: ResultRow, column: string): number | null => (row[column] as number | null | undefined) ?? null;

/** A count of days since 1970-01-01 as `2026-03-01`. */
const isoDay = (days: number): string => new Date(days * 86_400_000).toISOString().slice(0, 10);
