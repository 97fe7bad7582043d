import { flagInput, type FlagInput, type FlagType } from '@assay/api-contract';
import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { FieldGroup, Form, Page, Segmented, useDraft } from '../../components/index.js';
import { startingVariations, typeWords, VariationFields } from '../../features/flags/index.js';
import { MetadataFields, OwnershipFields } from '../../features/ownership/index.js';

const start: FlagInput = {
  key: '',
  name: '',
  description: '',
  type: 'BOOLEAN',
  variations: startingVariations('BOOLEAN'),
  tags: [],
  owner: '',
  teamId: null,
  metadata: {},
};

const types = (Object.keys(typeWords) as FlagType[]).map((type) => ({ value: type, label: typeWords[type] }));

/** Letters and digits of a name, joined by dashes. */
export const keyFrom = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 128);

/** A flag is made off in all environments; who gets what is decided on its own page. */
export function NewFlagPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const draft = useDraft({
    initial: start,
    rules: flagInput,
    save: async (input) => {
      const made = await api.flags.create(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
      await navigate(`/flags/${encodeURIComponent(made.key)}`);
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Page title="New flag" back={{ to: '/flags', label: 'Flags' }}>
      <Form onSubmit={draft.submit} action="Create flag" isSaving={draft.isSaving} failure={draft.failure}>
        <FieldGroup title="Flag" about="The key is used in code and in the warehouse; it never changes.">
          <TextInput
            label="Name"
            required
            value={values.name}
            error={errorOf('name')}
            onChange={(event) => {
              const name = event.currentTarget.value;
              patch(values.key === keyFrom(values.name) ? { name, key: keyFrom(name) } : { name });
            }}
          />
          <TextInput
            label="Key"
            required
            value={values.key}
            error={errorOf('key')}
            onChange={(event) => patch({ key: event.currentTarget.value })}
          />
          <Textarea
            label="Description"
            autosize
            value={values.description}
            error={errorOf('description')}
            onChange={(event) => patch({ description: event.currentTarget.value })}
          />
          <OwnershipFields
            of="flag"
            tags={values.tags ?? []}
            owner={values.owner ?? ''}
            teamId={values.teamId ?? null}
            errorOf={errorOf}
            onChange={patch}
          />
          <MetadataFields of="flag" metadata={values.metadata ?? {}} errorOf={errorOf} onChange={patch} />
        </FieldGroup>
        <FieldGroup
          title="What it serves"
          about="The type never changes. The first variation is also the fallback in the code that is offered to you."
        >
          <div>
            <Segmented
              label="Type"
              value={values.type}
              options={types}
              onChange={(type) => patch({ type, variations: startingVariations(type) })}
            />
          </div>
          <VariationFields
            key={values.type}
            type={values.type}
            variations={values.variations}
            errorOf={errorOf}
            onChange={(variations) => patch({ variations })}
          />
        </FieldGroup>
      </Form>
    </Page>
  );
}
