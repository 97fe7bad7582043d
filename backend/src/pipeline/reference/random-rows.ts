import type { AssignmentRow, FactRow } from './reference.js';

export interface Rows {
  readonly assignments: readonly AssignmentRow[];
  readonly facts: readonly FactRow[];
}

/** Small linear congruential generator (Numerical Recipes, section 7.1): the same rows for the same seed. */
const generator = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

/** Many-to-many: a subject has several accounts, an account several subjects; some have none, or one of their own. */
const accounts = (seed: number): (() => string | null) => {
  const below = generator(seed ^ 0x5ec0);
  return () => (below(4) === 0 ? null : `${['a', 'A', "a'", 'à '][below(4)]}${below(25)}`);
};

const day = 86_400_000;
export const firstDay = Date.parse('2026-03-01T00:00:00Z');

/**
 * Awkward rows: repeats, mixed and undeclared variations, missing keys, other experiments, rows before, at and after
 * every boundary, equal timestamps, missing amounts, negative and tiny amounts, text with quotes and blanks.
 */
export const randomRows = (seed: number): Rows => {
  const below = generator(seed);
  const pick = <T>(of: readonly T[]): T => of[below(of.length)] as T;
  const subjects = Array.from({ length: 160 }, (_, i) => pick([`s${i}`, `S${i}`, `o'${i}`, `é ${i}`]));
  const assignments: Omit<AssignmentRow, 'account'>[] = [];
  for (const subject of subjects) {
    const variation = pick(['control', 'treat', 'treat', 'undeclared']);
    for (let i = 0; i <= below(3); i++) {
      assignments.push({
        subject: below(40) === 0 ? null : subject,
        experiment: below(15) === 0 ? 'other' : 'exp',
        variation: below(25) === 0 ? pick(['control', 'treat', null]) : variation,
        // Whole hours, so that several rows share an instant and boundaries are hit exactly.
        at: firstDay - 2 * day + below(20 * 24) * 3_600_000,
        country: pick(['US', 'US', 'DE', 'BR', null, "l'île"]),
      });
    }
  }
  const facts: Omit<FactRow, 'account'>[] = Array.from({ length: 1500 }, () => ({
    subject: below(60) === 0 ? null : pick(subjects),
    at: firstDay - 12 * day + below(34 * 24) * 3_600_000 + (below(3) === 0 ? below(3_600_000) : 0),
    amount: below(12) === 0 ? null : pick([0, 1, 2.5, 1e-3, -4, 19.99, 120, 900 + below(1000) / 100]),
    word: below(8) === 0 ? null : pick(['a', 'A', 'a ', "b'", '']),
    status: pick(['paid', 'open', 'it\'s "odd"', null]),
  }));
  // Drawn apart, so that the columns above are what they were.
  const account = accounts(seed);
  return {
    assignments: assignments.map((row) => ({ ...row, account: account() })),
    facts: facts.map((row) => ({ ...row, account: account() })),
  };
};
