import { environmentInput, type EnvironmentInput } from '@assay/api-contract';
import { Switch, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';

/** A place where flags are published on their own: production, staging. */
export function EnvironmentForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const initial: EnvironmentInput = { key: '', name: '', isProduction: false, needsApproval: false };
  const draft = useDraft({
    initial,
    rules: environmentInput,
    save: async (input) => {
      await api.flags.createEnvironment(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.environments) });
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form onSubmit={draft.submit} action="Add" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Key"
        description="Used in addresses; it never changes"
        required
        value={values.key}
        error={errorOf('key')}
        onChange={(event) => patch({ key: event.currentTarget.value })}
      />
      <Switch
        label="This is production"
        checked={values.isProduction}
        onChange={(event) => patch({ isProduction: event.currentTarget.checked })}
      />
      <Switch
        label="Changes need approval"
        description="Of flags that are on; by somebody other than the author. Turning off never waits"
        checked={values.needsApproval}
        onChange={(event) => patch({ needsApproval: event.currentTarget.checked })}
      />
    </Form>
  );
}
