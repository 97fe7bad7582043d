import type { ConnectionSettings } from '@assay/api-contract';
import { TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

type Redshift = Extract<ConnectionSettings, { kind: 'redshift' }>;

interface RedshiftFieldsProps {
  readonly settings: Redshift;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (settings: ConnectionSettings) => void;
}

/** Where a Redshift warehouse is, and the AWS role that leads to it. */
export function RedshiftFields({ settings, errorOf, onChange }: RedshiftFieldsProps) {
  const text = (name: 'region' | 'database') => ({
    required: true,
    value: settings[name],
    error: errorOf(`settings.${name}`),
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() }),
  });
  const optional = (name: 'cluster' | 'workgroup' | 'user' | 'roleArn' | 'externalId') => ({
    value: settings[name] ?? '',
    error: errorOf(`settings.${name}`),
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...settings, [name]: event.currentTarget.value.trim() || null }),
  });
  return (
    <>
      <FieldRow>
        <TextInput label="Region" placeholder="eu-west-1" {...text('region')} />
        <TextInput label="Database" {...text('database')} />
      </FieldRow>
      <FieldRow>
        <TextInput label="Cluster" description="Of a provisioned warehouse" {...optional('cluster')} />
        <TextInput label="Workgroup" description="Of a serverless warehouse" {...optional('workgroup')} />
        <TextInput label="User" description="Of a cluster; empty: by AWS identity" {...optional('user')} />
      </FieldRow>
      <FieldRow>
        <TextInput label="Role" description="ARN of the role to take, if any" {...optional('roleArn')} />
        <TextInput label="External id" description="That the role demands" {...optional('externalId')} />
      </FieldRow>
    </>
  );
}
