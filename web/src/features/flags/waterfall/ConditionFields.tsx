import type { ConditionInput, Operator } from '@assay/api-contract';
import { Button, Select, TagsInput, TextInput } from '@mantine/core';
import { numberOrText, withOperator } from './allocations.js';
import { operatorWords } from './words.js';

interface ConditionFieldsProps {
  readonly condition: ConditionInput;
  readonly onChange: (condition: ConditionInput) => void;
  readonly onRemove: () => void;
  readonly errorOf: (field: string) => string | undefined;
}

const operators = (Object.keys(operatorWords) as Operator[]).map((operator) => ({
  value: operator,
  label: operatorWords[operator],
}));

/** Attribute, operator, value. */
export function ConditionFields({ condition, onChange, onRemove, errorOf }: ConditionFieldsProps) {
  return (
    <div className="field-line is-bare">
      <TextInput
        className="grow"
        aria-label="Attribute"
        placeholder="country"
        value={condition.attribute}
        error={errorOf('attribute')}
        onChange={(event) => onChange({ ...condition, attribute: event.currentTarget.value })}
      />
      <Select
        aria-label="Operator"
        w={140}
        data={operators}
        value={condition.operator}
        allowDeselect={false}
        onChange={(operator) => operator && onChange(withOperator(condition, operator as Operator))}
      />
      <ValueField condition={condition} onChange={onChange} error={errorOf('value')} />
      <Button variant="subtle" color="gray" px={10} aria-label="Remove condition" onClick={onRemove}>
        ✕
      </Button>
    </div>
  );
}

interface ValueFieldProps {
  readonly condition: ConditionInput;
  readonly onChange: (condition: ConditionInput) => void;
  readonly error: string | undefined;
}

function ValueField({ condition, onChange, error }: ValueFieldProps) {
  const { operator, value } = condition;
  switch (operator) {
    case 'ONE_OF':
    case 'NOT_ONE_OF':
      return (
        <TagsInput
          className="grow"
          aria-label="Values"
          placeholder={Array.isArray(value) && value.length > 0 ? '' : 'Type a value, then Enter'}
          acceptValueOnBlur
          value={Array.isArray(value) ? value : []}
          error={error}
          onChange={(values) => onChange({ ...condition, value: values })}
        />
      );
    case 'IS_NULL':
      return (
        <Select
          className="grow"
          aria-label="Presence"
          data={[
            { value: 'true', label: 'true: it is missing' },
            { value: 'false', label: 'false: it is present' },
          ]}
          value={String(value === true)}
          allowDeselect={false}
          onChange={(chosen) => onChange({ ...condition, value: chosen === 'true' })}
        />
      );
    default: {
      const isPattern = operator === 'MATCHES' || operator === 'NOT_MATCHES';
      return (
        <TextInput
          className="grow"
          aria-label={isPattern ? 'Pattern' : 'Number or version'}
          placeholder={isPattern ? '@acme\\.com$' : '4.2.0'}
          value={String(value)}
          error={error}
          onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })}
          onBlur={(event) => !isPattern && onChange({ ...condition, value: numberOrText(event.currentTarget.value) })}
        />
      );
    }
  }
}
