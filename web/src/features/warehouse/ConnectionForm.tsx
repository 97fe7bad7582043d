import { keepsRowsByDefault, type ConnectionInput } from '@assay/api-contract';
import { PasswordInput, Switch, TextInput } from '@mantine/core';
import { FieldGroup, Form, Segmented, useDraft } from '../../components/index.js';
import { connectionRules, kindNames, newSettings, secretOf } from './draft.js';
import { Grants } from './Grants.js';
import { SettingsFields } from './SettingsFields.js';

interface ConnectionFormProps {
  readonly initial: ConnectionInput;
  readonly action: string;
  readonly hasSecret: boolean;
  /** The kind is chosen once. */
  readonly isNew: boolean;
  readonly save: (input: ConnectionInput) => Promise<unknown>;
}

/** Where the warehouse is and how to get in. */
export function ConnectionForm({ initial, action, hasSecret, isNew, save }: ConnectionFormProps) {
  const draft = useDraft({ initial, rules: connectionRules, save });
  const { values, patch, errorOf } = draft;
  const { settings } = values;
  const secret = secretOf[settings.kind];
  return (
    <Form
      onSubmit={draft.submit}
      action={action}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors([
        'name',
        'settings',
        'scratchSchema',
        'keepsRows',
        'comparesRefreshes',
        'ledger',
        'secret',
      ])}
    >
      <FieldGroup title="Warehouse" about="Queries run inside it. Counts and sums come back, rows stay.">
        {isNew && (
          <div>
            <Segmented
              label="Kind"
              value={settings.kind}
              onChange={(kind) => patch({ settings: newSettings(kind) })}
              options={[
                { value: 'postgres', label: kindNames.postgres },
                { value: 'bigquery', label: kindNames.bigquery },
                { value: 'snowflake', label: kindNames.snowflake },
                { value: 'databricks', label: kindNames.databricks },
                { value: 'redshift', label: kindNames.redshift },
                { value: 'duckdb', label: kindNames.duckdb },
              ]}
            />
          </div>
        )}
        <TextInput
          label="Name"
          required
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <SettingsFields settings={settings} errorOf={errorOf} onChange={(next) => patch({ settings: next })} />
        {secret !== null && (
          <PasswordInput
            label={secret.label}
            description={
              hasSecret
                ? 'One is stored. Leave empty to keep it; it is never shown.'
                : `${secret.about}Kept encrypted; only the worker reads it, and it is never shown again.`
            }
            autoComplete="new-password"
            value={values.secret ?? ''}
            error={errorOf('secret')}
            onChange={(event) => patch({ secret: event.currentTarget.value || undefined })}
          />
        )}
      </FieldGroup>
      <FieldGroup title="Scratch" about="The one schema that Assay writes to.">
        <TextInput
          label="Schema"
          required
          value={values.scratchSchema}
          error={errorOf('scratchSchema')}
          onChange={(event) => patch({ scratchSchema: event.currentTarget.value })}
        />
        <Switch
          label="Keep rows between refreshes"
          description="The declared columns of each source stay in this schema, shared by all experiments, and a refresh reads only what is new. What no refresh has read for 30 days is removed. Without it every refresh reads each source from the start and leaves nothing here."
          checked={values.keepsRows ?? keepsRowsByDefault(values.settings.kind)}
          onChange={(event) => patch({ keepsRows: event.currentTarget.checked })}
        />
        <Switch
          label="Compare refreshes"
          description="New results are published only where, in each variation, nobody or at least the custody minimum of subjects changed since the last ones: otherwise their difference would be about a few. A digest of each subject’s rows stays in this schema for it."
          checked={values.comparesRefreshes ?? true}
          onChange={(event) => patch({ comparesRefreshes: event.currentTarget.checked })}
        />
        <Switch
          label="Keep a ledger in this schema"
          description="Every statement that returns rows is written to the table assay_ledger first: who, what for, which columns, how much. What cannot be written down is not used."
          checked={values.ledger ?? false}
          onChange={(event) => patch({ ledger: event.currentTarget.checked })}
        />
        {settings.kind !== 'duckdb' && <Grants settings={settings} scratchSchema={values.scratchSchema} />}
      </FieldGroup>
    </Form>
  );
}
