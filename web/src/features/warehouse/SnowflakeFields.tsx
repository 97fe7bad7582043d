import type { ConnectionSettings } from '@assay/api-contract';
import { Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

type Snowflake = Extract<ConnectionSettings, { kind: 'snowflake' }>;

interface SnowflakeFieldsProps {
  readonly settings: Snowflake;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (settings: ConnectionSettings) => void;
}

const methods = [
  { value: 'key_pair', label: 'Key pair' },
  { value: 'oauth', label: 'OAuth client' },
  { value: 'password', label: 'Password' },
] as const;

/** Where a Snowflake account is, and how the worker proves who it is. */
export function SnowflakeFields({ settings, errorOf, onChange }: SnowflakeFieldsProps) {
  const text = (name: 'account' | 'database' | 'warehouse') => ({
    required: true,
    value: settings[name],
    error: errorOf(`settings.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() }),
  });
  const optional = (name: 'role' | 'user' | 'oauthClientId' | 'oauthTokenUrl' | 'oauthScope') => ({
    value: settings[name] ?? '',
    error: errorOf(`settings.${name}`),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() || null }),
  });
  const withMethod = (method: Snowflake['method']): Snowflake =>
    method === 'oauth'
      ? { ...settings, method, user: null }
      : { ...settings, method, oauthClientId: null, oauthTokenUrl: null, oauthScope: null };
  return (
    <>
      <FieldRow>
        <TextInput label="Account" placeholder="acme-shop" {...text('account')} />
        <TextInput label="Database" {...text('database')} />
        <TextInput label="Virtual warehouse" {...text('warehouse')} />
      </FieldRow>
      <FieldRow>
        <Select
          label="Log in by"
          data={methods.map((method) => ({ ...method }))}
          value={settings.method}
          allowDeselect={false}
          onChange={(method) => method && onChange(withMethod(method as Snowflake['method']))}
        />
        {settings.method !== 'oauth' && <TextInput label="User" required {...optional('user')} />}
        <TextInput label="Role" description="Empty: the user’s default role" {...optional('role')} />
      </FieldRow>
      {settings.method === 'oauth' && (
        <FieldRow>
          <TextInput label="Client id" required {...optional('oauthClientId')} />
          <TextInput label="Token address" required placeholder="https://…" {...optional('oauthTokenUrl')} />
          <TextInput label="Scope" description="If the server asks for one" {...optional('oauthScope')} />
        </FieldRow>
      )}
    </>
  );
}
