import type { Property } from '@assay/definitions';
import { Button, TextInput } from '@mantine/core';
import { FieldGroup } from '../../components/index.js';
import { ColumnField } from './ColumnField.js';

interface PropertyFieldsProps {
  readonly about: string;
  readonly properties: readonly Property[];
  readonly columns: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (properties: Property[]) => void;
}

/** Named categorical columns: what facts are filtered by, or results split by. */
export function PropertyFields({ about, properties, columns, errorOf, onChange }: PropertyFieldsProps) {
  const set = (at: number, change: Partial<Property>) =>
    onChange(properties.map((property, other) => (other === at ? { ...property, ...change } : property)));
  return (
    <FieldGroup title="Properties" about={about}>
      {properties.map((property, at) => (
        <div className="field-line" key={at}>
          <div className="grow">
            <TextInput
              label="Name"
              required
              value={property.name}
              error={errorOf(`properties.${at}.name`)}
              onChange={(event) => set(at, { name: event.currentTarget.value })}
            />
          </div>
          <div className="grow">
            <ColumnField
              label="Column"
              value={property.column}
              columns={columns}
              error={errorOf(`properties.${at}.column`)}
              onChange={(column) => set(at, { column })}
            />
          </div>
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove property ${property.name}`}
            onClick={() => onChange(properties.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('properties') && <p className="sql-error">{errorOf('properties')}</p>}
      <div>
        <Button variant="default" size="xs" onClick={() => onChange([...properties, { name: '', column: '' }])}>
          Add a property
        </Button>
      </div>
    </FieldGroup>
  );
}
