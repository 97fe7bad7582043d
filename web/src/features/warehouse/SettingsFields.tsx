import type { ConnectionSettings } from '@assay/api-contract';
import { NumberInput, Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import { BigQueryFields } from './BigQueryFields.js';
import { DatabricksFields } from './DatabricksFields.js';
import { RedshiftFields } from './RedshiftFields.js';
import { SnowflakeFields } from './SnowflakeFields.js';

interface SettingsFieldsProps {
  readonly settings: ConnectionSettings;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (settings: ConnectionSettings) => void;
}

/** The fields that each kind of warehouse asks for. */
export function SettingsFields({ settings, errorOf, onChange }: SettingsFieldsProps) {
  if (settings.kind === 'duckdb') {
    return (
      <TextInput
        label="File"
        description="Path on the machine that runs the worker"
        required
        value={settings.path}
        error={errorOf('settings.path')}
        onChange={(event) => onChange({ ...settings, path: event.currentTarget.value })}
      />
    );
  }
  if (settings.kind === 'redshift') {
    return <RedshiftFields settings={settings} errorOf={errorOf} onChange={onChange} />;
  }
  if (settings.kind === 'bigquery') {
    return <BigQueryFields settings={settings} errorOf={errorOf} onChange={onChange} />;
  }
  if (settings.kind === 'databricks') {
    return <DatabricksFields settings={settings} errorOf={errorOf} onChange={onChange} />;
  }
  if (settings.kind === 'snowflake') {
    return <SnowflakeFields settings={settings} errorOf={errorOf} onChange={onChange} />;
  }
  const text = (name: 'host' | 'database' | 'user') => ({
    required: true,
    value: settings[name],
    error: errorOf(`settings.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value }),
  });
  return (
    <>
      <FieldRow>
        <TextInput label="Host" {...text('host')} />
        <NumberInput
          label="Port"
          min={1}
          max={65_535}
          thousandSeparator=""
          value={settings.port}
          error={errorOf('settings.port')}
          onChange={(port) => onChange({ ...settings, port: Number(port) })}
        />
      </FieldRow>
      <FieldRow>
        <TextInput label="Database" {...text('database')} />
        <TextInput label="User" autoComplete="off" {...text('user')} />
        <Select
          label="TLS"
          data={[
            { value: 'verify-full', label: 'Verified' },
            { value: 'require', label: 'Required' },
            { value: 'disable', label: 'Off' },
          ]}
          value={settings.tls}
          allowDeselect={false}
          onChange={(tls) => tls && onChange({ ...settings, tls: tls as typeof settings.tls })}
        />
      </FieldRow>
    </>
  );
}
