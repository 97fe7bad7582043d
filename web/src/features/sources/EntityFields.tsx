import type { FactSourceInput } from '@assay/api-contract';
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { ColumnField } from './ColumnField.js';

type EntityColumns = FactSourceInput['entities'];

interface EntityFieldsProps {
  /** The field that they are the values of. */
  readonly name: 'entities' | 'secondaryIds';
  readonly values: EntityColumns;
  /** Entities that are not on offer. */
  readonly except?: readonly string[];
  readonly columns: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (values: EntityColumns) => void;
}

const wordsOf = {
  entities: { entity: 'Entity', one: 'entity', add: 'Add an entity' },
  secondaryIds: { entity: 'Other entity', one: 'secondary id', add: 'Add a secondary id' },
};

/** Which column holds the keys of which entity. Facts belong to one at least; secondary ids are optional. */
export function EntityFields({ name, values, except = [], columns, errorOf, onChange }: EntityFieldsProps) {
  const entities = useQuery(api.entities.list());
  const words = wordsOf[name];
  const offered = (entities.data ?? []).filter(({ id }) => !except.includes(id));
  const set = (at: number, change: Partial<EntityColumns[number]>) =>
    onChange(values.map((value, other) => (other === at ? { ...value, ...change } : value)));
  return (
    <>
      {values.map((value, at) => (
        <div className="field-line" key={at}>
          <Select
            className="grow"
            label={words.entity}
            required
            data={offered.map((one) => ({ value: one.id, label: one.name }))}
            value={value.entityId || null}
            error={errorOf(`${name}.${at}.entityId`)}
            onChange={(entityId) => set(at, { entityId: entityId ?? '' })}
          />
          <div className="grow">
            <ColumnField
              label="Its key"
              value={value.column}
              columns={columns}
              error={errorOf(`${name}.${at}.column`)}
              onChange={(column) => set(at, { column })}
            />
          </div>
          <Button
            variant="subtle"
            color="gray"
            disabled={name === 'entities' && values.length === 1}
            aria-label={`Remove ${words.one} ${at + 1}`}
            onClick={() => onChange(values.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf(name) && <p className="sql-error">{errorOf(name)}</p>}
      {offered.length > values.length && (
        <div>
          <Button variant="default" size="xs" onClick={() => onChange([...values, { entityId: '', column: '' }])}>
            {words.add}
          </Button>
        </div>
      )}
    </>
  );
}
