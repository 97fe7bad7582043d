import { memberInput, type MemberInput, type Role } from '@assay/api-contract';
import { Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';
import { roleWords } from './roles.js';

export const roleChoices = (Object.keys(roleWords) as Role[]).map((value) => ({ value, label: roleWords[value] }));

/** A person of the organisation; a sign-in link is made for them afterwards. */
export function MemberForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const initial: MemberInput = { email: '', name: '', role: 'viewer' };
  const draft = useDraft({
    initial,
    rules: memberInput,
    save: async (input) => {
      await api.identity.addMember(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.members) });
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
        label="E-mail"
        type="email"
        required
        value={values.email}
        error={errorOf('email')}
        onChange={(event) => patch({ email: event.currentTarget.value })}
      />
      <Select
        label="Role"
        data={roleChoices}
        value={values.role}
        allowDeselect={false}
        error={errorOf('role')}
        onChange={(role) => role && patch({ role: role as Role })}
      />
    </Form>
  );
}
