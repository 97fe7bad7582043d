import type { AnalysisPlan } from '@assay/definitions';
import { useSearchParams } from 'react-router';

type Method = AnalysisPlan['method'];
type Correction = AnalysisPlan['correction'];
type Effect = 'relative' | 'absolute';

/** How the reader looks at the results. All of it is in the address, so that a link shows the same. */
export interface View {
  readonly method: Method;
  readonly level: number;
  readonly cuped: boolean;
  readonly correction: Correction;
  readonly effect: Effect;
  readonly splitBy: string | null;
  readonly proof: string | null;
  readonly metric: string | null;
}

const methods: readonly Method[] = ['sequential', 'fixed', 'bayesian'];

export const corrections: readonly Correction[] = [
  'none',
  'preferential_bonferroni',
  'holm',
  'benjamini_hochberg',
  'tiered',
];

/** Reads the address; what it does not say, or says wrongly, is as planned. */
export function readView(search: URLSearchParams, plan: AnalysisPlan): View {
  const method = methods.find((known) => known === search.get('method')) ?? plan.method;
  const level = Number(search.get('level'));
  const cuped = search.get('cuped');
  return {
    method,
    level: level >= 0.5 && level <= 0.9999 ? level : plan.level,
    cuped: cuped === null ? plan.cuped : cuped === 'true',
    correction: corrections.find((known) => known === search.get('correction')) ?? plan.correction,
    effect: search.get('effect') === 'absolute' ? 'absolute' : 'relative',
    splitBy: search.get('splitBy'),
    proof: search.get('proof'),
    metric: search.get('metric'),
  };
}

/** Writes a change of view; what is as planned leaves the address. */
export function writeView(search: URLSearchParams, plan: AnalysisPlan, change: Partial<View>): URLSearchParams {
  const view = { ...readView(search, plan), ...change };
  const next = new URLSearchParams(search);
  const set = (name: string, value: string | null, planned: string | null): void => {
    if (value === null || value === planned) next.delete(name);
    else next.set(name, value);
  };
  set('method', view.method, plan.method);
  set('level', String(view.level), String(plan.level));
  set('cuped', String(view.cuped), String(plan.cuped));
  set('correction', view.correction, plan.correction);
  set('effect', view.effect, 'relative');
  set('splitBy', view.splitBy, null);
  set('proof', view.proof, null);
  set('metric', view.metric, null);
  return next;
}

export function useView(plan: AnalysisPlan): readonly [View, (change: Partial<View>) => void] {
  const [search, setSearch] = useSearchParams();
  const change = (wanted: Partial<View>): void =>
    setSearch((before) => writeView(before, plan, wanted), { replace: true, preventScrollReset: true });
  return [readView(search, plan), change];
}
