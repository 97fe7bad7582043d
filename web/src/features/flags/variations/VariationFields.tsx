import type { FlagType, FlagVariation } from '@assay/api-contract';
import { Button, TextInput } from '@mantine/core';
import { ValueField } from './ValueField.js';
import { newVariation } from './variations.js';

interface VariationFieldsProps {
  readonly type: FlagType;
  readonly variations: readonly FlagVariation[];
  readonly onChange: (variations: FlagVariation[]) => void;
  readonly errorOf: (path: string) => string | undefined;
}

/** Keys go into the warehouse, values into the application. */
export function VariationFields({ type, variations, onChange, errorOf }: VariationFieldsProps) {
  const set = (at: number, change: Partial<FlagVariation>) =>
    onChange(variations.map((variation, other) => (other === at ? { ...variation, ...change } : variation)));
  return (
    <>
      {variations.map((variation, at) => (
        <div className="field-line" key={at}>
          <TextInput
            className="grow"
            label="Key"
            value={variation.key}
            error={errorOf(`variations.${at}.key`)}
            onChange={(event) => set(at, { key: event.currentTarget.value })}
          />
          <TextInput
            className="grow"
            label="Name"
            value={variation.name}
            error={errorOf(`variations.${at}.name`)}
            onChange={(event) => set(at, { name: event.currentTarget.value })}
          />
          <div className="grow">
            <ValueField
              type={type}
              value={variation.value}
              error={errorOf(`variations.${at}.value`)}
              onChange={(value) => set(at, { value })}
            />
          </div>
          <Button
            variant="subtle"
            color="gray"
            disabled={variations.length === 1}
            aria-label={`Remove variation ${variation.key}`}
            onClick={() => onChange(variations.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('variations') && <p className="sql-error">{errorOf('variations')}</p>}
      <div>
        <Button size="xs" variant="default" onClick={() => onChange([...variations, newVariation(type)])}>
          Add a variation
        </Button>
      </div>
    </>
  );
}
