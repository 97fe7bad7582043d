import type { FlagTrial, FlagTrialInput } from '@assay/api-contract';
import { compile, explain, type AllocationTrace } from '@assay/flag-evaluation';
import { compileRegex } from './checks/pattern.js';
import type { Flag, FlagEnvironment } from './flag.js';
import type { PublishedAllocation } from './holdouts/holdout.js';
import { type PublishedFlag, writeAllocation, writeFlags } from './ufc.js';

/** What a subject would get in an environment, and why; decided by the evaluator that every SDK has. */
export function tryFlag(
  flag: Flag,
  environment: FlagEnvironment,
  { subjectKey, attributes }: Pick<FlagTrialInput, 'subjectKey' | 'attributes'>,
  now: Date,
  others: readonly PublishedFlag[] = [],
): FlagTrial {
  const { key, type, variations, archivedAt } = flag;
  const { isEnabled, allocations } = environment;
  const own = { key, type, variations, allocations, isEnabled: isEnabled && archivedAt === null };
  const flags = writeFlags([own, ...others.filter((one) => one.key !== key)]);
  const written = flags.get(key)!;
  const countOf = (one: PublishedAllocation): number =>
    writeAllocation(key, one, (needed) => flags.get(needed) ?? null).length;
  const ruleset = compile(
    {
      createdAt: now.toISOString(),
      format: 'SERVER',
      environment: { name: environment.environment },
      flags: { [key]: written },
    },
    { compileRegex },
  );
  const { evaluation, allocations: reached } = explain(ruleset, key, null, {
    key: subjectKey,
    attributes,
    now: now.getTime(),
  });
  return {
    code: evaluation.code,
    variation: evaluation.variationKey,
    value: evaluation.value as FlagTrial['value'],
    allocations: allocations.map((allocation, at) => {
      const { key: allocationKey, name, startAt, phases, endAt } = allocation;
      const first = allocations.slice(0, at).reduce((sum, one) => sum + countOf(one), 0);
      const trace = tellingOf(reached.slice(first, first + countOf(allocation)));
      const code = trace?.allocationEvaluationCode ?? 'UNEVALUATED';
      const isHeldOut = code === 'MATCH' && trace?.key !== allocationKey;
      const needed = allocation.requires.map((one) => `${one.flag} = ${one.variations.join(' or ')}`);
      const needs = needed.length === 0 ? '' : `Requires ${needed.join(' and ')}. `;
      const by = isHeldOut ? `The subject is held out by "${allocation.holdout?.key ?? ''}". ` : '';
      return {
        key: allocationKey,
        name,
        code,
        explanation: by + needs + explanationOf(trace, { startAt: startAt ?? phases[0]?.at ?? null, endAt }, isEnabled),
      };
    }),
  };
}

/** Of the phases of one allocation the one that says most: what matched, else what held at the time. */
function tellingOf(traces: readonly AllocationTrace[]): AllocationTrace | null {
  const rank = ({ allocationEvaluationCode: code }: AllocationTrace): number =>
    code === 'MATCH' ? 0 : code === 'BEFORE_START_TIME' ? 2 : code === 'AFTER_END_TIME' ? 3 : 1;
  return [...traces].sort((a, b) => rank(a) - rank(b))[0] ?? null;
}

function explanationOf(
  trace: AllocationTrace | null,
  { startAt, endAt }: { readonly startAt: string | null; readonly endAt: string | null },
  isEnabled: boolean,
): string {
  switch (trace?.allocationEvaluationCode ?? 'UNEVALUATED') {
    case 'MATCH': {
      const split = trace!.splits.at(-1)!;
      const rule = trace!.rules.find((one) => one.matched);
      const why =
        rule === undefined ? 'Open to everybody' : `Because ${rule.conditions.map(tellCondition).join(' and ')}`;
      const shard = split.shards.at(-1);
      return `${why}; serves "${split.variationKey}"${shard === undefined ? '' : ` (shard ${shard.shardValue})`}.`;
    }
    case 'FAILING_RULE':
      return `No rule holds: ${trace!.rules.map(tellFailure).join('; ')}.`;
    case 'TRAFFIC_EXPOSURE_MISS': {
      const shard = trace!.splits[0]?.shards[0];
      return `The subject is not in the traffic that is let in${shard === undefined ? '' : ` (shard ${shard.shardValue})`}.`;
    }
    case 'BEFORE_START_TIME':
      return `Begins on ${startAt}.`;
    case 'AFTER_END_TIME':
      return `Ended on ${endAt}.`;
    case 'UNEVALUATED':
      return isEnabled ? 'Not reached: an allocation above decided.' : 'Not reached: the flag is off here.';
    default:
      return '';
  }
}

type ConditionTrace = AllocationTrace['rules'][number]['conditions'][number];

const tellCondition = ({ attribute, operator, value, attributeValue }: ConditionTrace): string => {
  const operand = Array.isArray(value)
    ? `[${value.slice(0, 5).join(', ')}${value.length > 5 ? ', …' : ''}]`
    : String(value);
  return `${attribute} ${operator} ${operand} (subject: ${attributeValue === null ? 'no value' : String(attributeValue)})`;
};

const tellFailure = ({ conditions }: AllocationTrace['rules'][number]): string => {
  const failing = conditions.find((one) => !one.matched);
  return failing === undefined ? 'not reached' : tellCondition(failing);
};
