import { isDeepStrictEqual } from 'node:util';
import type { AllocationEvaluation, EvaluationDetails } from '@assay/flag-evaluation';
import type { SubjectCase } from './cases.js';

/** What one client made of one subject; absent fields are not known on that road and not compared. */
export interface Answer {
  readonly assignment: unknown;
  readonly details?: EvaluationDetails;
  readonly assignmentEvents?: readonly object[];
  readonly banditEvents?: readonly object[];
  /** For roads that carry matched flags only: the assignment's own fields, or null when the flag is absent. */
  readonly matched?: {
    readonly variationKey: string | null;
    readonly allocationKey: string | null;
    readonly doLog: boolean;
  } | null;
  readonly actionProbability?: number;
  readonly optimalityGap?: number;
}

/** Probabilities and gaps: the same sums in another order. */
const tolerance = 1e-9;

/** Fields of an event that say which client made it, and when. */
const notCompared = new Set(['timestamp', 'metaData', 'evaluationDetails', 'format']);

/** Every difference between what a case expects of a subject and what a client answered, in words. */
export function differences(expected: SubjectCase<unknown>, answer: Answer): string[] {
  const found: string[] = [];
  const differ = (what: string, wanted: unknown, got: unknown): void => {
    if (!isDeepStrictEqual(plain(wanted), plain(got))) {
      found.push(`${what}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`);
    }
  };
  const { actionProbability, optimalityGap, ...assignment } = asObject(expected.assignment);
  differ('value', isPlainObject(expected.assignment) ? assignment : expected.assignment, answer.assignment);
  compareDetails(expected, answer, differ);
  compareEvents(expected, answer, differ);
  const near = (what: string, wanted: unknown, got: number | undefined): void => {
    if (typeof wanted !== 'number' || got === undefined || Math.abs(wanted - got) <= tolerance) return;
    found.push(`${what}: expected ${wanted}, got ${got}`);
  };
  near('actionProbability', expected.actionProbability ?? actionProbability, answer.actionProbability);
  near('optimalityGap', expected.optimalityGap ?? optimalityGap, answer.optimalityGap);
  return found;
}

type Differ = (what: string, wanted: unknown, got: unknown) => void;

function compareDetails(expected: SubjectCase<unknown>, { details, matched }: Answer, differ: Differ): void {
  const wanted = expected.evaluationDetails;
  if (wanted === undefined) return;
  const isMatch = wanted.flagEvaluationCode === undefined || wanted.flagEvaluationCode === 'MATCH';
  if (details !== undefined) {
    for (const field of ['flagEvaluationCode', 'variationKey'] as const) {
      if (wanted[field] !== undefined) differ(field, wanted[field], details[field]);
    }
    if (wanted.matchedAllocation !== undefined) {
      differ('matchedAllocation', wanted.matchedAllocation, details.matchedAllocation);
    }
    for (const field of ['unmatchedAllocations', 'unevaluatedAllocations'] as const) {
      if (wanted[field] !== undefined) differ(field, inOrder(wanted[field]), inOrder(details[field]));
    }
  }
  if (matched === undefined) return;
  if (!isMatch) differ('precomputed', null, matched);
  else {
    if (wanted.variationKey !== undefined) differ('variationKey', wanted.variationKey, matched?.variationKey ?? null);
    if (wanted.matchedAllocation !== undefined) {
      differ('allocationKey', wanted.matchedAllocation?.key ?? null, matched?.allocationKey ?? null);
    }
  }
}

function compareEvents(expected: SubjectCase<unknown>, answer: Answer, differ: Differ): void {
  const { assignmentEvents, banditEvents } = answer;
  const { logged, event } = expected;
  if (answer.matched !== undefined && typeof logged === 'boolean' && expected.actions === undefined)
    differ('doLog', logged, answer.matched?.doLog ?? false);
  if (assignmentEvents === undefined || banditEvents === undefined) return;
  if (logged !== undefined) {
    // A bandit case may count either of its two events.
    const counts = [assignmentEvents, ...(expected.actions === undefined ? [] : [banditEvents])].map(
      ({ length }) => length,
    );
    const said = typeof logged === 'number' ? counts : counts.map((count) => count > 0);
    if (!said.includes(logged as never)) differ('logged', logged, said[0]);
  }
  if (event === undefined) return;
  const got = event !== null && ('bandit' in event || 'action' in event) ? banditEvents[0] : assignmentEvents[0];
  if (event === null || got === undefined) return differ('event', event, got ?? null);
  for (const [field, value] of Object.entries(event)) {
    if (notCompared.has(field)) continue;
    const own = (got as Readonly<Record<string, unknown>>)[field];
    const isClose = typeof value === 'number' && typeof own === 'number' && Math.abs(value - own) <= tolerance;
    if (!isClose) differ(`event.${field}`, value, own);
  }
}

const inOrder = (allocations: readonly AllocationEvaluation[]): AllocationEvaluation[] =>
  [...allocations].sort((a, b) => a.orderPosition - b.orderPosition);

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && 'variation' in value && 'action' in value;

const asObject = (value: unknown): Readonly<Record<string, unknown>> => (isPlainObject(value) ? value : {});

/** Without prototypes, frozenness or `undefined`: as JSON would carry it. */
const plain = (value: unknown): unknown =>
  value === undefined ? null : (JSON.parse(JSON.stringify(value)) as unknown);
