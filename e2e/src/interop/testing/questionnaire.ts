import type { Attributes, ContextAttributes, JsonValue, VariationType } from '@assay/flag-evaluation';

/** A flag as it is asked for. */
export interface AskedFlag {
  readonly key: string;
  readonly type: VariationType;
  readonly fallback: JsonValue;
  /** Null: a plain flag; else it is asked for a bandit's action. */
  readonly actions: Readonly<Record<string, ContextAttributes>> | null;
}

export interface AskedSubject {
  readonly key: string;
  /** Numeric and categorical ones apart when the subject is asked about bandits. */
  readonly attributes: Attributes | ContextAttributes;
}

/** What every client is asked, in order; plain JSON, since one of them runs in another process. */
export interface Questionnaire {
  readonly flags: readonly AskedFlag[];
  readonly subjects: readonly AskedSubject[];
  /** Indexes of a flag and a subject. */
  readonly questions: readonly (readonly [flag: number, subject: number])[];
}

/** What a client answered and what it gave to the callbacks, in the fields that all clients share. */
export interface Answer {
  readonly value: JsonValue;
  readonly action: string | null;
  readonly assignment: LoggedAssignment | null;
  readonly banditAction: LoggedAction | null;
}

export interface LoggedAssignment {
  readonly experiment: string;
  readonly featureFlag: string;
  readonly allocation: string;
  readonly variation: string;
  readonly subject: string;
  /** Extra logging of the split; null: none of that name. */
  readonly holdoutKey: string | null;
}

export interface LoggedAction {
  readonly featureFlag: string;
  readonly bandit: string;
  readonly subject: string;
  readonly action: string;
  readonly modelVersion: string;
  readonly actionProbability: number;
  readonly optimalityGap: number;
}

/** A client under test: answers a questionnaire, one answer per question. */
export interface AskedClient {
  answer(questionnaire: Questionnaire): Promise<readonly Answer[]>;
  close(): void;
}

/** Where a client finds its ruleset. */
export interface Address {
  readonly baseUrl: string;
  readonly sdkKey: string;
}

/** Reads a client's assignment event. */
export const loggedAssignment = (event: Readonly<Record<string, unknown>>): LoggedAssignment => ({
  experiment: event.experiment as string,
  featureFlag: event.featureFlag as string,
  allocation: event.allocation as string,
  variation: event.variation as string,
  subject: event.subject as string,
  holdoutKey: (event.holdoutKey as string | undefined) ?? null,
});

/** Reads a client's bandit event; other languages write `flagKey` and `banditKey`. */
export const loggedAction = (event: Readonly<Record<string, unknown>>): LoggedAction => ({
  featureFlag: (event.featureFlag ?? event.flagKey) as string,
  bandit: (event.bandit ?? event.banditKey) as string,
  subject: event.subject as string,
  action: event.action as string,
  modelVersion: event.modelVersion as string,
  actionProbability: event.actionProbability as number,
  optimalityGap: event.optimalityGap as number,
});

/** Asks every flag for every subject. */
export const everyPair = (flags: readonly AskedFlag[], subjects: readonly AskedSubject[]): Questionnaire => ({
  flags,
  subjects,
  questions: subjects.flatMap((_, subject) => flags.map((_, flag) => [flag, subject] as const)),
});

/** The answers of which two clients disagree, in words; probabilities and gaps may differ by 1e-9. */
export const disagreements = (
  { flags, subjects, questions }: Questionnaire,
  ours: readonly Answer[],
  theirs: readonly Answer[],
): string[] => {
  if (ours.length !== questions.length || theirs.length !== questions.length) {
    return [`${questions.length} questions, ${ours.length} answers of ours, ${theirs.length} of theirs`];
  }
  return questions.flatMap(([flag, subject], i) => {
    const [a, b] = [canonical(ours[i]!), canonical(theirs[i]!)];
    if (a === b) return [];
    return [`${flags[flag]!.key} for ${JSON.stringify(subjects[subject])}: ours ${a}, theirs ${b}`];
  });
};

// Two programs' sums in floating point may differ in the last digits.
const rounded = (value: unknown): unknown => (typeof value === 'number' ? Math.round(value * 1e9) / 1e9 : value);

const canonical = (answer: Answer): string => JSON.stringify(sorted(answer));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return rounded(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
};
