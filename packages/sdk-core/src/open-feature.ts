import type { Attributes, AttributeValue, Explanation, VariationType } from '@assay/flag-evaluation';
import type { ClientControls } from './client.js';
import { explainFlag, flagMetadata } from './explain.js';
import { internals } from './internals.js';

/** What OpenFeature calls resolution details; its enums are these words. */
export interface Resolution<T> {
  readonly value: T;
  readonly variant?: string;
  readonly reason: 'STATIC' | 'TARGETING_MATCH' | 'SPLIT' | 'DEFAULT' | 'DISABLED' | 'ERROR';
  readonly errorCode?:
    'PROVIDER_NOT_READY' | 'FLAG_NOT_FOUND' | 'TYPE_MISMATCH' | 'TARGETING_KEY_MISSING' | 'PARSE_ERROR' | 'GENERAL';
  readonly errorMessage?: string;
  readonly flagMetadata?: Readonly<Record<string, string | number | boolean>>;
}

/** An evaluation context as any OpenFeature SDK hands it over. */
export type ContextLike = Readonly<Record<string, unknown>>;

/** Something a subject did, as OpenFeature's tracking tells it. */
export interface TrackingEvent {
  readonly event: string;
  /** Null when the context has no targeting key. */
  readonly subject: string | null;
  readonly subjectAttributes: Attributes;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly value: number | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Stands in where there is no targeting key: such an evaluation is never logged and never split. */
const nobody = '(nobody)';

const subjectOf = (context: ContextLike): string | null =>
  typeof context.targetingKey === 'string' && context.targetingKey ? context.targetingKey : null;

/** The context's plain entries; dates become ISO text, structures are no attributes. */
const attributesOf = (context: ContextLike): Attributes => {
  const attributes: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(context)) {
    if (name === 'targetingKey') continue;
    if (value instanceof Date) attributes[name] = Number.isNaN(value.getTime()) ? null : value.toISOString();
    else if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
      attributes[name] = value as AttributeValue;
    }
  }
  return attributes;
};

const reasonOf = ({ allocations }: Explanation): Resolution<unknown>['reason'] => {
  const matched = allocations.at(-1);
  if (!matched) return 'STATIC'; // overridden
  if (matched.splits.at(-1)?.shards.length) return 'SPLIT';
  if (matched.rules.length > 0) return 'TARGETING_MATCH';
  return allocations.length > 1 ? 'DEFAULT' : 'STATIC';
};

/** Resolves flags for an OpenFeature provider. Assignments are logged by the client as ever. */
export const createResolver =
  (client: ClientControls) =>
  <T>(flagKey: string, types: readonly VariationType[], fallback: T, context: ContextLike): Resolution<T> => {
    const failed = (errorCode: Resolution<T>['errorCode'], errorMessage: string): Resolution<T> => ({
      value: fallback,
      reason: 'ERROR',
      errorCode,
      errorMessage,
    });
    const known = client[internals];
    const { answers } = known.holder;
    const subject = subjectOf(context);
    const attributes = attributesOf(context);
    const first = explainFlag(known, flagKey, null, subject ?? nobody, attributes);
    if (!first || !answers) return failed('PROVIDER_NOT_READY', 'No ruleset has arrived yet.');
    const { evaluation, details } = first;
    const metadata = flagMetadata(answers, flagKey);
    if (evaluation.type === null) return failed('FLAG_NOT_FOUND', details.flagEvaluationDescription);
    if (evaluation.code === 'FLAG_UNRECOGNIZED_OR_DISABLED')
      return { value: fallback, reason: 'DISABLED', flagMetadata: metadata };
    if (!types.includes(evaluation.type)) {
      return failed('TYPE_MISMATCH', `Flag "${flagKey}" is of type ${evaluation.type}.`);
    }
    if (evaluation.code === 'DEFAULT_ALLOCATION_NULL')
      return { value: fallback, reason: 'DEFAULT', flagMetadata: metadata };
    if (evaluation.code !== 'MATCH') return failed('PARSE_ERROR', details.flagEvaluationDescription);
    const reason = reasonOf(first);
    if (subject === null && first.allocations.some((one) => one.splits.some((split) => split.shards.length > 0))) {
      return failed('TARGETING_KEY_MISSING', `Flag "${flagKey}" is split by subject: set the targeting key.`);
    }
    if (subject !== null) explainFlag(known, flagKey, null, subject, attributes, true);
    return {
      value: evaluation.value as T,
      variant: evaluation.variationKey ?? undefined,
      reason,
      flagMetadata: metadata,
    };
  };

/** The event of something tracked, for the customer's callback. */
export const trackingEvent = (
  event: string,
  context: ContextLike,
  { value, ...details }: ContextLike,
  now: number,
): TrackingEvent => ({
  event,
  subject: subjectOf(context),
  subjectAttributes: attributesOf(context),
  timestamp: new Date(now).toISOString(),
  value: typeof value === 'number' ? value : null,
  details,
});
