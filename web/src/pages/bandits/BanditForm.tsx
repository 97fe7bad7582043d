import { banditInput, type BanditInput, type BanditLog } from '@assay/api-contract';
import { FieldGroup, FieldRow, Form, useDraft } from '../../components/index.js';
import { DecisionFields, RewardFields, TuningFields } from '../../features/bandits/index.js';
import { ColumnField, SqlFields, usePreview } from '../../features/sources/index.js';
import { AttributeFields } from './AttributeFields.js';

interface BanditFormProps {
  readonly initial: BanditInput;
  readonly isNew: boolean;
  readonly save: (bandit: BanditInput) => Promise<unknown>;
}

/** A bandit: where it decides, what it sees, what is good, and how it learns. */
export function BanditForm({ initial, isNew, save }: BanditFormProps) {
  const draft = useDraft({ initial, rules: banditInput, save });
  const { values, patch, errorOf } = draft;
  const previewing = usePreview();
  const columns = (previewing.preview?.columns ?? []).map(({ name }) => name);
  const patchLog = (change: Partial<BanditLog>) => patch({ log: { ...values.log, ...change } });
  const column = (name: 'subjectColumn' | 'timestampColumn' | 'banditKeyColumn' | 'actionColumn') => ({
    value: values.log[name],
    columns,
    error: errorOf(`log.${name}`),
    onChange: (chosen: string) => patchLog({ [name]: chosen }),
  });
  return (
    <Form
      onSubmit={draft.submit}
      action={isNew ? 'Create bandit' : 'Save'}
      isSaving={draft.isSaving}
      isDisabled={!isNew && !draft.isDirty}
      failure={draft.failure}
      errors={draft.otherErrors([]).length > 0 ? ['Mend the fields that are marked.'] : []}
    >
      <DecisionFields draft={draft} isNew={isNew} />
      <SqlFields
        about="One read-only SELECT that returns a row per logged action: what the SDK hands to its bandit logger."
        sql={values.log.sql}
        error={errorOf('log.sql')}
        onChange={(sql) => patchLog({ sql })}
        previewing={previewing}
      />
      <FieldGroup title="Columns" about="Which column of the query holds what.">
        <FieldRow>
          <ColumnField label="Subject" {...column('subjectColumn')} />
          <ColumnField label="Time" {...column('timestampColumn')} />
        </FieldRow>
        <FieldRow>
          <ColumnField label="Bandit key" {...column('banditKeyColumn')} />
          <ColumnField label="Action" {...column('actionColumn')} />
        </FieldRow>
        <ColumnField
          label="Partition"
          hint="Read by range too, where the table is partitioned by it"
          isOptional
          columns={columns}
          value={values.log.partitionColumn}
          error={errorOf('log.partitionColumn')}
          onChange={(chosen) => patchLog({ partitionColumn: chosen === '' ? null : chosen })}
        />
      </FieldGroup>
      <AttributeFields
        attributes={values.attributes}
        columns={columns}
        errorOf={errorOf}
        onChange={(attributes) => patch({ attributes })}
      />
      <RewardFields draft={draft} />
      <TuningFields draft={draft} />
    </Form>
  );
}
