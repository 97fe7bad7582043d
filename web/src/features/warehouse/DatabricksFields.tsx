import type { ConnectionSettings } from '@assay/api-contract';
import { Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

type Databricks = Extract<ConnectionSettings, { kind: 'databricks' }>;

interface DatabricksFieldsProps {
  readonly settings: Databricks;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (settings: ConnectionSettings) => void;
}

const methods = [
  { value: 'oauth', label: 'Service principal' },
  { value: 'token', label: 'Personal token' },
] as const;

/** Which SQL warehouse of which Databricks workspace, and how the worker proves who it is. */
export function DatabricksFields({ settings, errorOf, onChange }: DatabricksFieldsProps) {
  const text = (name: 'host' | 'path' | 'catalog') => ({
    required: true,
    value: settings[name],
    error: errorOf(`settings.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() }),
  });
  const withMethod = (method: Databricks['method']): Databricks =>
    method === 'token' ? { ...settings, method, clientId: null } : { ...settings, method };
  return (
    <>
      <FieldRow>
        <TextInput label="Host" placeholder="dbc-a1b2c3d4-e5f6.cloud.databricks.com" {...text('host')} />
        <TextInput label="HTTP path" placeholder="/sql/1.0/warehouses/…" {...text('path')} />
      </FieldRow>
      <FieldRow>
        <TextInput label="Catalog" {...text('catalog')} />
        <Select
          label="Log in by"
          data={methods.map((method) => ({ ...method }))}
          value={settings.method}
          allowDeselect={false}
          onChange={(method) => method && onChange(withMethod(method as Databricks['method']))}
        />
        {settings.method === 'oauth' && (
          <TextInput
            label="Client id"
            description="Application id of the service principal"
            required
            autoComplete="off"
            value={settings.clientId ?? ''}
            error={errorOf('settings.clientId')}
            onChange={(event) => onChange({ ...settings, clientId: event.currentTarget.value.trim() || null })}
          />
        )}
      </FieldRow>
    </>
  );
}
