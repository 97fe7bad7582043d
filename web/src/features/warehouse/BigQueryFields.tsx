import type { ConnectionSettings } from '@assay/api-contract';
import { NumberInput, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

type BigQuery = Extract<ConnectionSettings, { kind: 'bigquery' }>;

interface BigQueryFieldsProps {
  readonly settings: BigQuery;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (settings: ConnectionSettings) => void;
}

/** The project that runs the statements, where its datasets are, and how much one statement may read. */
export function BigQueryFields({ settings, errorOf, onChange }: BigQueryFieldsProps) {
  const text = (name: 'project' | 'location') => ({
    required: true,
    value: settings[name],
    error: errorOf(`settings.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() }),
  });
  return (
    <FieldRow>
      <TextInput
        label="Project"
        description="That runs and pays for the queries"
        placeholder="acme-shop"
        {...text('project')}
      />
      <TextInput label="Location" description="Of the datasets" placeholder="EU" {...text('location')} />
      <NumberInput
        label="Most GiB per query"
        description="BigQuery refuses more; empty: no limit"
        min={1}
        allowDecimal={false}
        value={settings.maximumGigabytes ?? ''}
        error={errorOf('settings.maximumGigabytes')}
        onChange={(value) => onChange({ ...settings, maximumGigabytes: typeof value === 'number' ? value : null })}
      />
    </FieldRow>
  );
}
