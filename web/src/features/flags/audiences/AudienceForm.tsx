import { audienceInput, type AudienceInput, type AudienceView } from '@assay/api-contract';
import { Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../../api/index.js';
import { FieldRow, Form, Segmented, useDraft } from '../../../components/index.js';
import { newCondition } from '../waterfall/allocations.js';
import { RuleFields } from '../waterfall/RuleFields.js';
import { UseList } from './UseList.js';

const empty: AudienceInput = { key: '', name: '', description: '', rules: [{ conditions: [newCondition()] }] };

/** An audience, new or edited. Whoever edits one that is used says for whom, with the uses in sight. */
export function AudienceForm({ audience, onDone }: { audience: AudienceView | null; onDone: () => void }) {
  const client = useQueryClient();
  const [scope, setScope] = useState<'everywhere' | 'new'>('everywhere');
  const { key, name, description, rules } = audience ?? empty;
  const draft = useDraft({
    initial: { key, name, description, rules },
    rules: audienceInput,
    save: async (input) => {
      await (audience
        ? api.flags.changeAudience(audience.key, audience.version, { ...input, scope })
        : api.flags.createAudience(input));
      await client.invalidateQueries({ queryKey: prefixOf(routes.audiences) });
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  const isUsed = audience !== null && audience.uses.length > 0;
  return (
    <Form onSubmit={draft.submit} action="Save" isSaving={draft.isSaving} failure={draft.failure}>
      <FieldRow>
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
          required
          disabled={audience !== null}
          value={values.key}
          error={errorOf('key')}
          onChange={(event) => patch({ key: event.currentTarget.value })}
        />
      </FieldRow>
      <Textarea
        label="Description"
        autosize
        value={values.description}
        error={errorOf('description')}
        onChange={(event) => patch({ description: event.currentTarget.value })}
      />
      <RuleFields rules={values.rules} onChange={(next) => patch({ rules: next })} errorOf={errorOf} />
      {errorOf('rules') && <p className="sql-error">{errorOf('rules')}</p>}
      {isUsed && (
        <>
          <Segmented
            label="Change"
            value={scope}
            onChange={setScope}
            options={[
              { value: 'everywhere', label: 'Everywhere' },
              { value: 'new', label: 'New uses only' },
            ]}
          />
          <p className="muted" style={{ margin: 0 }}>
            {scope === 'everywhere'
              ? 'These get the new rules at once:'
              : 'These keep the old rules as their own, and no longer use the audience:'}
          </p>
          <UseList uses={audience.uses} />
        </>
      )}
    </Form>
  );
}
