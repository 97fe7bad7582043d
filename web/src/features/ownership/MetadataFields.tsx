import type { MetadataFieldView, MetadataTarget, MetadataValues } from '@assay/api-contract';
import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';

interface MetadataFieldsProps {
  readonly of: MetadataTarget;
  readonly metadata: MetadataValues;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (change: { metadata: MetadataValues }) => void;
}

/** What the workspace wants to know of every flag or experiment; nothing where it asks for nothing. */
export function MetadataFields({ of, metadata, errorOf, onChange }: MetadataFieldsProps) {
  const { data = [] } = useQuery(api.flags.metadataFields());
  return data
    .filter(({ appliesTo }) => appliesTo.includes(of))
    .map((field) => (
      <OneField
        key={field.key}
        field={field}
        value={metadata[field.key]}
        error={errorOf(`metadata.${field.key}`)}
        onChange={(value) => onChange({ metadata: { ...metadata, [field.key]: value } })}
      />
    ));
}

interface OneFieldProps {
  readonly field: MetadataFieldView;
  readonly value: MetadataValues[string] | undefined;
  readonly error: string | undefined;
  readonly onChange: (value: MetadataValues[string]) => void;
}

function OneField({ field: { name, kind, options, isRequired }, value, error, onChange }: OneFieldProps) {
  const chosen = [value ?? []].flat();
  const common = { label: name, withAsterisk: isRequired, error };
  // What was said before stays in the list although it is no option any more.
  const choices = [...new Set([...options, ...chosen])];
  if (kind === 'multi_select') {
    return <MultiSelect {...common} searchable data={choices} value={chosen} onChange={onChange} />;
  }
  if (kind === 'select') {
    return (
      <Select
        {...common}
        clearable={!isRequired}
        data={choices}
        value={chosen[0] ?? null}
        onChange={(one) => onChange(one ?? '')}
      />
    );
  }
  return <TextInput {...common} value={chosen[0] ?? ''} onChange={(event) => onChange(event.currentTarget.value)} />;
}
