import type { BanditAttribute } from '@assay/api-contract';
import { Button, Select, TextInput } from '@mantine/core';
import { FieldGroup } from '../../components/index.js';
import { ColumnField } from '../../features/sources/index.js';

interface AttributeFieldsProps {
  readonly attributes: readonly BanditAttribute[];
  readonly columns: readonly string[];
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (attributes: BanditAttribute[]) => void;
}

const kinds = [
  { value: 'numeric', label: 'Numeric' },
  { value: 'categorical', label: 'Categorical' },
];
const owners = [
  { value: 'subject', label: 'Subject' },
  { value: 'action', label: 'Action' },
];

/** What the bandit looks at, in order of importance. */
export function AttributeFields({ attributes, columns, errorOf, onChange }: AttributeFieldsProps) {
  const set = (at: number, change: Partial<BanditAttribute>) =>
    onChange(attributes.map((one, other) => (other === at ? { ...one, ...change } : one)));
  return (
    <FieldGroup
      title="Attributes"
      about="What the choice may depend on, the most important first. Categories of too few subjects are put together; an attribute that would let subjects stand alone is left out."
    >
      {attributes.map((attribute, at) => (
        <div className="field-line" key={at}>
          <div className="grow">
            <TextInput
              label="Name in the application"
              required
              value={attribute.key}
              error={errorOf(`attributes.${at}.key`)}
              onChange={(event) => set(at, { key: event.currentTarget.value })}
            />
          </div>
          <Select
            label="Of the"
            data={owners}
            allowDeselect={false}
            value={attribute.of}
            onChange={(of) => set(at, { of: of as BanditAttribute['of'] })}
          />
          <Select
            label="Kind"
            data={kinds}
            allowDeselect={false}
            value={attribute.kind}
            onChange={(kind) => set(at, { kind: kind as BanditAttribute['kind'] })}
          />
          <div className="grow">
            <ColumnField
              label="Column"
              value={attribute.column}
              columns={columns}
              error={errorOf(`attributes.${at}.column`)}
              onChange={(column) => set(at, { column })}
            />
          </div>
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove attribute ${attribute.key}`}
            onClick={() => onChange(attributes.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('attributes') && (
        <p className="sql-error" role="alert">
          {errorOf('attributes')}
        </p>
      )}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => onChange([...attributes, { key: '', of: 'subject', kind: 'categorical', column: '' }])}
        >
          Add an attribute
        </Button>
      </div>
    </FieldGroup>
  );
}
