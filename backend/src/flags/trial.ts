import type { FlagTrial, FlagTrialInput } from '@assay/api-contract';
import { compile, explain, type AllocationTrace } from '@assay/flag-evaluation';
import { compileRegex } from './checks/pattern.js';
import type { Flag, FlagEnvironment } from './flag.js';
import { writeFlag } from './ufc.js';

/** What a subject would get in an environment, and why; decided by the evaluator that every SDK has. */
export function tryFlag(
  flag: Flag,
  environment: FlagEnvironment,
  { subjectKey, attributes }: Pick<FlagTrialInput, 'subjectKey' | 'attributes'>,
  now: Date,
): FlagTrial {
  const { key, type, variations, archivedAt } = flag;
  const { isEnabled, allocations } = environment;
  const written = writeFlag({ key, type, variations, allocations, isEnabled: isEnabled && archivedAt === null });
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
    allocations: allocations.map(({ key: allocationKey, name, startAt, endAt }, at) => {
      const trace = reached[at] ?? null;
      const code = trace?.allocationEvaluationCode ?? 'UNEVALUATED';
      return { key: allocationKey, name, code, explanation: explanationOf(trace, { startAt, endAt }, isEnabled) };
    }),
  };
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
