import { resultsTablesInput, type ResultsTablesView } from '@assay/api-contract';
import { Switch } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

/** Whether results are also written to tables in the warehouse. */
export function ResultsTablesForm({ view }: { view: ResultsTablesView }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: { isOn: view.isOn },
    rules: resultsTablesInput,
    save: async (input) => {
      await api.schedule.setResultsTables(view.version, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.resultsTables) });
    },
  });
  return (
    <Form
      onSubmit={draft.submit}
      action="Save"
      isSaving={draft.isSaving}
      isDisabled={!draft.isDirty}
      failure={draft.failure}
    >
      <FieldGroup
        title="Results in the warehouse"
        about="Estimates and verdicts of each refresh, by the planned method, as rows that your own queries and dashboards can read. Nothing but what the results page shows."
      >
        <Switch
          label="Write results to tables of the scratch schema"
          description={view.tables.join(', ')}
          checked={draft.values.isOn}
          onChange={(event) => draft.patch({ isOn: event.currentTarget.checked })}
        />
        {view.writtenAt && <p className="muted">Last written {formatInstant(view.writtenAt)}.</p>}
        {view.problem && <p role="alert">The last writing failed: {view.problem}</p>}
      </FieldGroup>
    </Form>
  );
}
