import type { FactSourceInput } from '@assay/api-contract';
import { Button, Select, TextInput } from '@mantine/core';
import { FieldGroup } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';

type Facts = FactSourceInput['facts'];

interface FactFieldsProps {
  readonly facts: Facts;
  readonly columns: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (facts: Facts) => void;
}

/** The facts of the source: a numeric column each, or the record itself. */
export function FactFields({ facts, columns, errorOf, onChange }: FactFieldsProps) {
  const set = (at: number, change: Partial<Facts[number]>) =>
    onChange(facts.map((fact, other) => (other === at ? { ...fact, ...change } : fact)));
  return (
    <FieldGroup title="Facts" about="What metrics are made of. Without a column, each row counts as one.">
      {facts.map((fact, at) => (
        <div className="field-line" key={fact.id ?? `new ${at}`}>
          <div className="grow">
            <TextInput
              label="Name"
              required
              value={fact.name}
              error={errorOf(`facts.${at}.name`)}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
          </div>
          <div className="grow">
            <ColumnField
              label="Column (empty: each row)"
              isOptional
              value={fact.column}
              columns={columns}
              error={errorOf(`facts.${at}.column`)}
              onChange={(column) => set(at, { column: column === '' ? null : column })}
            />
          </div>
          <Select
            label="Better is"
            w={110}
            data={[
              { value: 'increase', label: 'higher' },
              { value: 'decrease', label: 'lower' },
            ]}
            value={fact.desiredChange}
            allowDeselect={false}
            onChange={(value) => set(at, { desiredChange: value === 'decrease' ? 'decrease' : 'increase' })}
          />
          <Button
            variant="subtle"
            color="gray"
            disabled={facts.length === 1}
            aria-label={`Remove fact ${fact.name}`}
            onClick={() => onChange(facts.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('facts') && <p className="sql-error">{errorOf('facts')}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...facts, { name: '', column: null, description: '', desiredChange: 'increase' }])}
        >
          Add a fact
        </Button>
      </div>
    </FieldGroup>
  );
}
