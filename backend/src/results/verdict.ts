import type { EstimateView, MetricResult, SanityView, VerdictView } from '@assay/api-contract';

interface VerdictInput {
  readonly metrics: readonly MetricResult[];
  readonly sanity: SanityView;
  readonly names: ReadonlyMap<string, string>;
  readonly status: 'draft' | 'running' | 'concluded';
  readonly hasRun: boolean;
}

type Good = Extract<EstimateView, { kind: 'estimate' }>;

/** The line on top: what the primary metric and the guardrails say together, and why. */
export const verdictOf = ({ metrics, sanity, names, status, hasRun }: VerdictInput): VerdictView => {
  const primary = metrics.find((metric) => metric.role === 'primary');
  if (!hasRun) return neutral('No results yet', 'Refresh to compute them.');
  if (!primary) return neutral('No primary metric', 'Choose the metric that decides under Set-up.');
  if (sanity.split.status === 'failed') {
    return { tone: 'bad', headline: 'Do not read these results', reason: sanity.split.explanation, precision: null };
  }
  const best = bestTreatment(primary);
  if (!best) return neutral('Not enough data yet', whyNothing(primary));
  const name = names.get(best.variation) ?? best.variation;
  const precision = precisionOf(primary, best.estimate);
  const guardrails = metrics.filter((metric) => metric.role === 'guardrail');
  const harmed = guardrails.filter((metric) => stateOf(metric, best.variation) === 'harmed');
  const doubtful = guardrails.filter((metric) => stateOf(metric, best.variation) === 'doubtful');
  const { evidence } = best.estimate;
  const verdict = (tone: VerdictView['tone'], headline: string, reason: string): VerdictView => ({
    tone,
    headline,
    reason,
    precision,
  });

  if (evidence === 'worse') {
    return verdict('bad', `Do not roll out “${name}”`, `${primary.name} is significantly worse.`);
  }
  if (harmed.length > 0) {
    return verdict('bad', `Do not roll out “${name}”`, `${list(harmed)} ${isAre(harmed)} significantly worse.`);
  }
  if (evidence === 'better' && doubtful.length > 0) {
    return verdict(
      'warn',
      `Discuss before rolling out “${name}”`,
      `${primary.name} is significantly better, but ${list(doubtful)} may be beyond the cutoff.`,
    );
  }
  if (evidence === 'better') {
    return verdict('good', `“${name}” is better`, `${primary.name} is significantly better; no guardrail is harmed.`);
  }
  return status === 'concluded'
    ? verdict('neutral', 'No difference was shown', `The interval of ${primary.name} holds zero.`)
    : verdict('neutral', 'Not decided yet', `The interval of ${primary.name} still holds zero.`);
};

const neutral = (headline: string, reason: string): VerdictView => ({
  tone: 'neutral',
  headline,
  reason,
  precision: null,
});

/** The treatment that the verdict speaks of: a better one before an undecided before a worse one, then by lift. */
const bestTreatment = (primary: MetricResult): { variation: string; estimate: Good } | null => {
  const order = { better: 0, undecided: 1, worse: 2 } as const;
  const sign = primary.desiredChange === 'increase' ? 1 : -1;
  const candidates = primary.arms.flatMap(({ variation, estimate }) =>
    estimate?.kind === 'estimate' ? [{ variation, estimate }] : [],
  );
  candidates.sort(
    (a, b) => order[a.estimate.evidence] - order[b.estimate.evidence] || sign * (b.estimate.lift - a.estimate.lift),
  );
  return candidates[0] ?? null;
};

const stateOf = (metric: MetricResult, variation: string): 'fine' | 'doubtful' | 'harmed' => {
  const estimate = metric.arms.find((arm) => arm.variation === variation)?.estimate;
  if (estimate?.kind !== 'estimate') return 'fine';
  if (estimate.evidence === 'worse' || estimate.guardrail === 'breached') return 'harmed';
  return estimate.guardrail === 'may_exceed' ? 'doubtful' : 'fine';
};

const precisionOf = (primary: MetricResult, estimate: Good): VerdictView['precision'] => {
  if (estimate.effect !== 'relative') return null;
  const current = (estimate.high - estimate.low) / 2;
  return { current, target: primary.precision, progress: Math.min(1, (primary.precision / current) ** 2) };
};

const whyNothing = (primary: MetricResult): string => {
  const none = primary.arms.find((arm) => arm.estimate?.kind === 'none')?.estimate;
  return none?.kind === 'none' ? none.explanation : 'Wait for the first subjects.';
};

const list = (metrics: readonly MetricResult[]): string => metrics.map((metric) => metric.name).join(', ');
const isAre = (metrics: readonly MetricResult[]): string => (metrics.length === 1 ? 'is' : 'are');
