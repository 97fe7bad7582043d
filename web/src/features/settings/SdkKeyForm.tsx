import { limits, sdkKeyInput, type EnvironmentView, type SdkKeyCreated, type SdkKeyInput } from '@assay/api-contract';
import { Select, TagsInput, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, Segmented, useDraft } from '../../components/index.js';

interface SdkKeyFormProps {
  readonly environments: readonly EnvironmentView[];
  readonly onMade: (key: SdkKeyCreated) => void;
}

/** A key that lets an application read one environment's ruleset. */
export function SdkKeyForm({ environments, onMade }: SdkKeyFormProps) {
  const client = useQueryClient();
  const initial: SdkKeyInput = { name: '', environment: environments[0]?.key ?? '', kind: 'server', tags: [] };
  const draft = useDraft({
    initial,
    rules: sdkKeyInput,
    save: async (input) => {
      const made = await api.flags.createSdkKey(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.sdkKeys) });
      onMade(made);
    },
  });
  const { values, patch, errorOf } = draft;
  const flags = useQuery(api.flags.list());
  const known = [...new Set((flags.data ?? []).flatMap((flag) => flag.tags))].sort();
  const wrongTag = values.tags?.map((_, at) => errorOf(`tags.${at}`)).find((error) => error !== undefined);
  return (
    <Form onSubmit={draft.submit} action="Make the key" isSaving={draft.isSaving} failure={draft.failure}>
      <TextInput
        label="Name"
        description="Which application uses it"
        required
        data-autofocus
        value={values.name}
        error={errorOf('name')}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <Select
        label="Environment"
        data={environments.map(({ key, name }) => ({ value: key, label: name }))}
        value={values.environment}
        allowDeselect={false}
        error={errorOf('environment')}
        onChange={(environment) => environment && patch({ environment })}
      />
      <div>
        <div className="sql-label">Used in</div>
        <div className="sql-description">A browser’s key is seen by everyone: its rulesets hide the rules’ names</div>
        <Segmented
          label="Used in"
          value={values.kind}
          onChange={(kind) => patch({ kind })}
          options={[
            { value: 'server', label: 'Servers' },
            { value: 'client', label: 'Browsers and apps' },
          ]}
        />
      </div>
      <TagsInput
        label="Only flags with one of these tags"
        description="Empty: all flags of the environment"
        maxTags={limits.tags.limit}
        data={known}
        value={values.tags ?? []}
        error={errorOf('tags') ?? wrongTag}
        onChange={(tags) => patch({ tags })}
      />
    </Form>
  );
}
