import type { AllocationInput } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Fragment } from 'react';
import { newCondition } from './allocations.js';
import { ConditionFields } from './ConditionFields.js';

type Rules = AllocationInput['rules'];

interface RuleFieldsProps {
  readonly rules: Rules;
  readonly onChange: (rules: Rules) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** Rules are alternatives; the conditions of one must all hold. */
export function RuleFields({ rules, onChange, errorOf }: RuleFieldsProps) {
  const set = (at: number, conditions: Rules[number]['conditions']) =>
    onChange(
      conditions.length === 0
        ? rules.filter((_, other) => other !== at)
        : rules.map((rule, other) => (other === at ? { conditions } : rule)),
    );
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {rules.map((rule, at) => (
        <Fragment key={at}>
          {at > 0 && <div className="rule-or">or</div>}
          <div className="rule" role="group" aria-label={`Rule ${at + 1}`}>
            {rule.conditions.map((condition, position) => (
              <ConditionFields
                key={position}
                condition={condition}
                onChange={(next) =>
                  set(
                    at,
                    rule.conditions.map((other, p) => (p === position ? next : other)),
                  )
                }
                onRemove={() =>
                  set(
                    at,
                    rule.conditions.filter((_, p) => p !== position),
                  )
                }
                errorOf={(field) => errorOf(`rules.${at}.conditions.${position}.${field}`)}
              />
            ))}
            {errorOf(`rules.${at}.conditions`) && <p className="sql-error">{errorOf(`rules.${at}.conditions`)}</p>}
            <div>
              <Button size="compact-xs" variant="default" onClick={() => set(at, [...rule.conditions, newCondition()])}>
                And
              </Button>
            </div>
          </div>
        </Fragment>
      ))}
      <div>
        <Button size="xs" variant="default" onClick={() => onChange([...rules, { conditions: [newCondition()] }])}>
          {rules.length === 0 ? 'Only for some: add a rule' : 'Or: add a rule'}
        </Button>
      </div>
    </div>
  );
}
