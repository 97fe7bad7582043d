import { organisationUpdate, type OrganisationView } from '@assay/api-contract';
import { NumberInput, Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';

const rules = organisationUpdate.pick({ minimumContributors: true, previewRows: true }).required();

/** What the organisation lets leave its warehouses. */
export function CustodyForm({ organisation }: { organisation: OrganisationView }) {
  const client = useQueryClient();
  const { minimumContributors, previewRows, version } = organisation;
  const draft = useDraft({
    initial: { minimumContributors, previewRows },
    rules,
    save: async (update) => {
      await api.identity.changeOrganisation(version, update);
      await client.invalidateQueries({ queryKey: prefixOf(routes.organisation) });
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form
      onSubmit={draft.submit}
      action="Save"
      isSaving={draft.isSaving}
      isDisabled={!draft.isDirty}
      failure={draft.failure}
    >
      <FieldGroup title="What may leave a warehouse" about="Checked inside the SQL, from the next refresh on.">
        <NumberInput
          label="Fewest subjects behind a number"
          description="At least 5. A number to which fewer subjects contribute stays in the warehouse and shows as suppressed"
          min={5}
          max={1000}
          allowDecimal={false}
          value={values.minimumContributors}
          error={errorOf('minimumContributors')}
          onChange={(value) => patch({ minimumContributors: value === '' ? Number.NaN : Number(value) })}
        />
        <Switch
          label="Previews show rows"
          description="Off: a preview of SQL shows the names and types of its columns, and no row leaves"
          checked={values.previewRows}
          onChange={(event) => patch({ previewRows: event.currentTarget.checked })}
        />
      </FieldGroup>
    </Form>
  );
}
