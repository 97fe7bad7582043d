import { explain, md5Hex, type Attributes, type Explanation, type VariationType } from '@assay/flag-evaluation';
import { logAssignment, type GetterContext } from './getters.js';
import { compiledOf, type Answers } from './engine.js';
import { forced, forcedDetails } from './overrides.js';

/** How a flag is decided for a subject, overrides included; null without a ruleset. Never throws. */
export const explainFlag = (
  context: GetterContext,
  flagKey: string,
  type: VariationType | null,
  subjectKey: string,
  attributes: Attributes,
  log = false,
): Explanation | null => {
  const { holder, platform, reporter } = context;
  const { answers, arrival } = holder;
  if (!answers) return null;
  try {
    const now = platform.now();
    const configFetchedAt = arrival?.fetchedAt ?? '';
    const plain = explain(compiledOf(answers), flagKey, type, { key: subjectKey, attributes, now, configFetchedAt });
    const overrides = context.overrides();
    const own = type ?? plain.evaluation.type ?? typeOf(overrides?.[flagKey]?.value);
    const evaluation = forced(overrides, flagKey, own);
    if (evaluation) return { evaluation, details: forcedDetails(evaluation, plain.details), allocations: [] };
    if (log) logAssignment(context, plain.evaluation, subjectKey, attributes, now, plain.details);
    return plain;
  } catch (cause) {
    reporter.failed('explaining a flag', cause);
    return null;
  }
};

const typeOf = (value: unknown): VariationType => {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return Number.isInteger(value) ? 'INTEGER' : 'NUMERIC';
  return typeof value === 'string' ? 'STRING' : 'JSON';
};

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** The plain entries of a flag's field `metadata`. */
export const flagMetadata = (
  { source }: Answers,
  flagKey: string,
): Readonly<Record<string, string | number | boolean>> => {
  const key = source.format === 'CLIENT' ? md5Hex(flagKey) : flagKey;
  const flags: Readonly<Record<string, unknown>> = source.flags;
  const flag = Object.prototype.hasOwnProperty.call(flags, key) ? flags[key] : null;
  const metadata = (flag as { readonly metadata?: unknown } | null)?.metadata;
  const entries = typeof metadata === 'object' && metadata !== null ? Object.entries(metadata) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string | number | boolean] => isPlain(entry[1])));
};
