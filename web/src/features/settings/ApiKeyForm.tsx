import { apiKeyInput, type ApiKeyCreated, type ApiKeyInput } from '@assay/api-contract';
import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';
import { roleWords } from './roles.js';

const roles = (['viewer', 'experiment_editor', 'data_owner', 'admin'] as const).map((value) => ({
  value,
  label: roleWords[value],
}));

/** A key with which a program acts through the API, in a role. */
export function ApiKeyForm({ onMade }: { onMade: (key: ApiKeyCreated) => void }) {
  const client = useQueryClient();
  const initial: ApiKeyInput = { name: '', role: 'viewer', expiresAt: null };
  const draft = useDraft({
    initial,
    rules: apiKeyInput,
    save: async (input) => {
      const made = await api.identity.createApiKey(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.apiKeys) });
      onMade(made);
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form onSubmit={draft.submit} action="Make the key" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        description="Which program uses it"
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Select
        label="Role"
        data={roles}
        value={values.role}
        allowDeselect={false}
        error={errorOf('role')}
        onChange={(role) => role && patch({ role: role as ApiKeyInput['role'] })}
      />
      <TextInput
        type="date"
        label="Ends on (UTC)"
        description="Empty: until it is revoked"
        value={values.expiresAt?.slice(0, 10) ?? ''}
        error={errorOf('expiresAt')}
        onChange={(event) =>
          patch({ expiresAt: event.currentTarget.value ? `${event.currentTarget.value}T00:00:00Z` : null })
        }
      />
    </Form>
  );
}
