import { operators, type CompiledRuleset, type CompiledShard, type Evaluation } from './compiled.js';
import { evaluate, findFlag, type Subject } from './evaluate.js';
import type { AllocationEvaluation, EvaluationDetails } from './outcome.js';
import type { Trace } from './trace.js';
import type { Rule, VariationType } from './wire.js';

export interface ConditionTrace {
  readonly attribute: string;
  readonly operator: string;
  readonly value: Rule['conditions'][number]['value'] | null;
  /** What the subject had, null when nothing. */
  readonly attributeValue: unknown;
  readonly matched: boolean;
}

export interface ShardTrace {
  readonly salt: string;
  readonly shardValue: number;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
  readonly matched: boolean;
}

/** One allocation's whole story, for the playground. Steps never reached are absent. */
export interface AllocationTrace extends AllocationEvaluation {
  readonly rules: readonly { readonly matched: boolean; readonly conditions: readonly ConditionTrace[] }[];
  readonly splits: readonly {
    readonly variationKey: string;
    readonly matched: boolean;
    readonly shards: readonly ShardTrace[];
  }[];
}

export interface Explanation {
  readonly evaluation: Evaluation;
  readonly details: EvaluationDetails;
  readonly allocations: readonly AllocationTrace[];
}

/**
 * Decides a flag with `evaluate` and tells how it came about.
 * @param configFetchedAt ISO time at which the ruleset arrived; the caller's to know.
 */
export function explain(
  ruleset: CompiledRuleset,
  flagKey: string,
  type: VariationType | null,
  subject: Subject & { readonly configFetchedAt?: string },
): Explanation {
  const allocations: AllocationTrace[] = [];
  const flag = typeof flagKey === 'string' ? findFlag(ruleset, flagKey) : null;
  const rows = flag?.row[4] ?? [];
  const collector = collect(ruleset, rows, allocations);
  const evaluation = evaluate(ruleset, flagKey, type, {
    key: subject.key,
    attributes: subject.attributes,
    now: subject.now,
    hashOf: subject.hashOf ?? null,
    trace: collector,
  });
  const reached = allocations.at(-1)?.allocationEvaluationCode === 'MATCH' ? allocations.at(-1)! : null;
  const split = reached === null ? null : rows[reached.orderPosition - 1]![5][reached.splits.length - 1]!;
  const raw = split === null || split[2] < 0 ? null : (ruleset.data.values[split[2]] ?? null);
  const matched = raw === null ? null : reached;
  const unmatched = allocations.filter((one) => one !== reached);
  const rule = matched?.rules.find((one) => one.matched) ?? null;
  const unevaluatedFrom = unmatched.length + (matched === null ? 0 : 1);
  return {
    evaluation,
    allocations,
    details: {
      environmentName: ruleset.data.environment,
      flagEvaluationCode: evaluation.code,
      flagEvaluationDescription: describe(
        evaluation,
        type,
        subject.key,
        matched,
        rows[unmatched.length]?.[5].length ?? 0,
      ),
      variationKey: evaluation.variationKey,
      variationValue: evaluation.code === 'MATCH' ? evaluation.value : raw,
      banditKey: null,
      banditAction: null,
      configFetchedAt: subject.configFetchedAt ?? '',
      configPublishedAt: ruleset.data.createdAt,
      matchedRule: rule === null ? null : { conditions: rule.conditions.map(asCondition) },
      matchedAllocation: matched === null ? null : outline(matched),
      unmatchedAllocations: unmatched.map(outline),
      unevaluatedAllocations: rows.slice(unevaluatedFrom).map((row, i) => ({
        key: row[0],
        allocationEvaluationCode: 'UNEVALUATED' as const,
        orderPosition: unevaluatedFrom + i + 1,
      })),
    },
  };
}

const outline = ({ key, allocationEvaluationCode, orderPosition }: AllocationTrace): AllocationEvaluation => ({
  key,
  allocationEvaluationCode,
  orderPosition,
});

const asCondition = ({ attribute, operator, value }: ConditionTrace): Rule['conditions'][number] => ({
  attribute,
  operator,
  value: value ?? '',
});

/** A trace that gathers an evaluation's steps into one entry per allocation. */
function collect(
  ruleset: CompiledRuleset,
  rows: NonNullable<ReturnType<typeof findFlag>>['row'][4],
  into: AllocationTrace[],
): Trace {
  let conditions: ConditionTrace[] = [];
  let rules: AllocationTrace['rules'][number][] = [];
  let shards: ShardTrace[] = [];
  let splits: AllocationTrace['splits'][number][] = [];
  return {
    condition(number, attributeValue, matched) {
      const [operator, attribute, operand] = ruleset.data.conditions[number]!;
      conditions.push({
        attribute: ruleset.tests[number]?.attribute ?? attribute,
        operator: operators[operator] ?? 'UNKNOWN',
        value: operator === 0 ? operand === 1 : operand,
        attributeValue: attributeValue ?? null,
        matched,
      });
    },
    rule(_position, matched) {
      rules.push({ matched, conditions });
      conditions = [];
    },
    shard(shard, shardValue, matched) {
      shards.push({ salt: ruleset.data.salts[shard[0]!]!, shardValue, ranges: rangesOf(shard), matched });
    },
    split(position, matched) {
      splits.push({ variationKey: rows[into.length]![5][position]![1], matched, shards });
      shards = [];
    },
    allocation(position, code) {
      const { 0: key } = rows[position]!;
      into.push({ key, allocationEvaluationCode: code, orderPosition: position + 1, rules, splits });
      rules = [];
      splits = [];
    },
  };
}

function rangesOf(shard: CompiledShard): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (let i = 1; i < shard.length; i += 2) ranges.push({ start: shard[i]!, end: shard[i + 1]! });
  return ranges;
}

function describe(
  { code, flagKey, variationKey, type }: Evaluation,
  expected: VariationType | null,
  subjectKey: string,
  matched: AllocationTrace | null,
  splits: number,
): string {
  switch (code) {
    case 'MATCH': {
      const byRule = matched !== null && matched.rules.length > 0;
      const bySplit = splits > 1 || (matched?.splits.at(-1)?.shards.length ?? 0) > 1;
      const rules = `satisfies a rule of allocation "${matched?.key}"`;
      const traffic = `falls into the traffic that allocation "${matched?.key}" gives to "${variationKey}"`;
      return `"${subjectKey}" ${byRule ? (bySplit ? `${rules} and ${traffic}` : rules) : traffic}.`;
    }
    case 'FLAG_UNRECOGNIZED_OR_DISABLED':
      return `Flag "${flagKey}" is unknown or off.`;
    case 'TYPE_MISMATCH':
      return `Flag "${flagKey}" is of type ${type}; ${expected} was asked for.`;
    case 'DEFAULT_ALLOCATION_NULL':
      return `No allocation of flag "${flagKey}" lets the subject in; the default is served.`;
    default:
      return matched === null
        ? `Flag "${flagKey}" could not be evaluated; the default is served.`
        : `Variation "${variationKey}" has a value that is not of type ${type}; the default is served.`;
  }
}
