import { metric, type Funnel, type Metric } from '@assay/definitions';
import type { WithId } from '../planning/analysis-request.js';
import type { Rows } from './random-rows.js';
import { covariateOf, exposuresOf, factsInside, type Exposure, type FactRow } from './reference.js';
import { columnOfFact, designUnderTest, lookbackDays } from './warehouse-fixture.js';

type FunnelMetric = Extract<Metric, { kind: 'funnel' }> & WithId;

const paid = [{ property: 'Status', operation: 'equals' as const, values: ['paid'] }];
const open = [{ property: 'Status', operation: 'equals' as const, values: ['open'] }];

const aFunnel = (id: string, funnel: object): FunnelMetric => {
  const parsed: Metric = metric.parse({ kind: 'funnel', name: id, entityId: 'user', funnel });
  return { ...(parsed as FunnelMetric), id };
};

const step = (name: string, factId: string, filters: object[] = []): object => ({ name, factId, filters });

/** Without a limit, with both kinds of limits, aged, and with steps that one fact can reach together. */
export const funnelsUnderTest: readonly FunnelMetric[] = [
  aFunnel('funnel', { steps: [step('Open', 'record', open), step('Paid', 'amount', paid)] }),
  aFunnel('funnel of exposure', {
    steps: [step('Any', 'record'), step('Word', 'word'), step('Paid', 'record', paid)],
    within: { value: 5, unit: 'days', of: 'exposure' },
    aging: true,
  }),
  aFunnel('funnel of first step', {
    steps: [
      step('Paid', 'amount', paid),
      step('Open', 'record', open),
      step('Amount', 'amount'),
      step('End', 'word', paid),
    ],
    within: { value: 60, unit: 'hours', of: 'first_step' },
  }),
];

/** What the pipeline should find of a funnel in one cell: sums of the last step and its covariate, then of the steps. */
export interface FunnelCell {
  readonly metricId: string;
  readonly variation: string;
  readonly label: string | null;
  readonly n: number;
  readonly sums: readonly number[];
}

/** Subjects one by one, as if the run were made at `until`. */
export const referenceFunnels = (
  rows: Rows,
  metrics: readonly FunnelMetric[],
  until = designUnderTest.factsUntil,
): FunnelCell[] => {
  const exposures = exposuresOf(rows.assignments, designUnderTest).filter(
    (x) => !x.isMixed && x.at < until && designUnderTest.variations.includes(x.variation),
  );
  const labels = [null, ...new Set(exposures.map((x) => x.country ?? '(none)'))];
  return metrics.flatMap(({ id, funnel }) =>
    designUnderTest.variations.flatMap((variation) =>
      labels.map((label) => {
        const inside = exposures.filter(
          (x) =>
            x.variation === variation &&
            (label === null || (x.country ?? '(none)') === label) &&
            (!funnel.aging || x.at + limitOf(funnel) <= until),
        );
        const reached = inside.map((x) => farthest(funnel, x, rows.facts, until));
        const last = funnel.steps.length;
        const from = (count: number): number => reached.filter((steps) => steps >= count).length;
        const looked = inside.filter((x) => hadAny(funnel, x, rows.facts)).length;
        const steps = Array.from({ length: last - 1 }, (_, i) => from(i + 1));
        return { metricId: id, variation, label, n: inside.length, sums: [from(last), looked, ...steps] };
      }),
    ),
  );
};

const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 7 * 86_400_000 };
const limitOf = ({ within }: Funnel): number => (within ? within.value * unitMs[within.unit] : Infinity);

/** Steps that some chain of facts reaches: every chain is tried. Only the clock of the first step is told by the first. */
const farthest = (funnel: Funnel, exposure: Exposure, facts: readonly FactRow[], until: number): number => {
  const times = funnel.steps.map(({ factId, filters }) => {
    const column = columnOfFact(factId);
    return factsInside({ operation: 'distinct_entity', filters, window: null }, exposure, facts, until)
      .filter((fact) => column === null || fact[column] !== null)
      .map((fact) => fact.at);
  });
  const isFromFirst = funnel.within?.of === 'first_step';
  const starts = times[0] ?? [];
  const end = (isFromFirst ? Math.min(...starts) : exposure.at) + limitOf(funnel);
  const walk = (at: number, after: number): number => {
    const next = (times[at] ?? []).filter((time) => time >= after && time < end);
    return Math.max(at, ...next.map((time) => walk(at + 1, time)));
  };
  return walk(0, exposure.at);
};

const hadAny = ({ steps }: Funnel, exposure: Exposure, facts: readonly FactRow[]): boolean => {
  const { factId, filters } = steps.at(-1) as Funnel['steps'][number];
  const any = { operation: 'distinct_entity' as const, factId, filters, window: null, aging: false };
  const none = { winsorization: null, conversionDays: null, retentionDays: null, threshold: null };
  return covariateOf({ ...any, ...none }, columnOfFact(factId), exposure, facts, lookbackDays) > 0;
};
