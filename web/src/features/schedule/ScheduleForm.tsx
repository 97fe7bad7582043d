import { workspaceScheduleInput, type WorkspaceScheduleInput, type WorkspaceScheduleView } from '@assay/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { FieldGroup, Form, useDraft } from '../../components/index.js';
import { plural } from '../../format/index.js';
import { ScheduleFields } from './ScheduleFields.js';

/** The times that experiments on the workspace's schedule keep. */
export function ScheduleForm({ view }: { view: WorkspaceScheduleView }) {
  const client = useQueryClient();
  const initial: WorkspaceScheduleInput = { schedule: view.schedule };
  const draft = useDraft({
    initial,
    rules: workspaceScheduleInput,
    save: async (input) => {
      await api.schedule.set(view.version, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.workspaceSchedule) });
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
      <FieldGroup
        title="Refresh schedule"
        about={`Experiments that are refreshed “as the workspace” keep these times, from now on: ${plural(view.followers, 'running experiment')}.`}
      >
        <ScheduleFields
          isOfWorkspace
          value={values.schedule}
          errorOf={errorOf}
          onChange={(schedule) => {
            if (schedule?.kind !== 'workspace' && schedule?.kind !== 'upstream') patch({ schedule });
          }}
        />
      </FieldGroup>
    </Form>
  );
}
