import type { FlagType, FlagVariation } from '@assay/api-contract';
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { parseJson } from './variations.js';

interface ValueFieldProps {
  readonly type: FlagType;
  readonly value: FlagVariation['value'];
  readonly error: string | undefined;
  readonly onChange: (value: FlagVariation['value']) => void;
}

/** A variation's value in a field of the flag's type. */
export function ValueField({ type, value, error, onChange }: ValueFieldProps) {
  switch (type) {
    case 'BOOLEAN':
      return (
        <Select
          label="Value"
          data={['true', 'false']}
          value={String(value)}
          allowDeselect={false}
          error={error}
          onChange={(chosen) => onChange(chosen === 'true')}
        />
      );
    case 'STRING':
      return (
        <TextInput
          label="Value"
          value={String(value)}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'INTEGER':
    case 'NUMERIC':
      return (
        <NumberInput
          label="Value"
          allowDecimal={type === 'NUMERIC'}
          value={Number(value)}
          error={error}
          onChange={(number) => onChange(Number(number))}
        />
      );
    case 'JSON':
      return <JsonField value={value} error={error} onChange={onChange} />;
  }
}

function JsonField({ value, error, onChange }: Omit<ValueFieldProps, 'type'>) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const parsed = parseJson(text);
  return (
    <Textarea
      label="Value"
      autosize
      minRows={2}
      maxRows={12}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      value={text}
      error={'error' in parsed ? parsed.error : error}
      onChange={(event) => {
        setText(event.currentTarget.value);
        const next = parseJson(event.currentTarget.value);
        if ('value' in next) onChange(next.value);
      }}
    />
  );
}
