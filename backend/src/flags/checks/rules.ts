import type { TargetingRule } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { checkCondition } from './condition.js';

/** Everything that is wrong with rules, wherever they stand; `path` is theirs. */
export const checkRules = (rules: readonly TargetingRule[], path: string): FieldError[] =>
  rules.flatMap(({ conditions }, at): FieldError[] => {
    const rule = `${path}.${at}`;
    if (conditions.length === 0) {
      const message = 'A rule without conditions lets everybody in. Add one or remove the rule.';
      return [{ path: `${rule}.conditions`, message }];
    }
    return conditions.flatMap((one, nth) => checkCondition(one, `${rule}.conditions.${nth}`) ?? []);
  });
