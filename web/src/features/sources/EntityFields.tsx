import type { FactSourceInput } from '@assay/api-contract';
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { ColumnField } from './ColumnField.js';

type EntityColumns = FactSourceInput['entities'];

interface EntityFieldsProps {
  readonly values: EntityColumns;
  readonly columns: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (values: EntityColumns) => void;
}

/** Which column holds the subject key of which entity; a fact may belong to several. */
export function EntityFields({ values, columns, errorOf, onChange }: EntityFieldsProps) {
  const entities = useQuery(api.entities.list());
  const set = (at: number, change: Partial<EntityColumns[number]>) =>
    onChange(values.map((value, other) => (other === at ? { ...value, ...change } : value)));
  return (
    <>
      {values.map((value, at) => (
        <div className="field-line" key={at}>
          <Select
            className="grow"
            label="Entity"
            required
            data={(entities.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            value={value.entityId || null}
            error={errorOf(`entities.${at}.entityId`)}
            onChange={(entityId) => set(at, { entityId: entityId ?? '' })}
          />
          <div className="grow">
            <ColumnField
              label="Its key"
              value={value.column}
              columns={columns}
              error={errorOf(`entities.${at}.column`)}
              onChange={(column) => set(at, { column })}
            />
          </div>
          <Button
            variant="subtle"
            color="gray"
            disabled={values.length === 1}
            aria-label={`Remove entity ${at + 1}`}
            onClick={() => onChange(values.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('entities') && <p className="sql-error">{errorOf('entities')}</p>}
      {(entities.data?.length ?? 0) > values.length && (
        <div>
          <Button variant="default" size="xs" onClick={() => onChange([...values, { entityId: '', column: '' }])}>
            Add an entity
          </Button>
        </div>
      )}
    </>
  );
}
