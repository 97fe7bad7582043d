import { flagUpdate, type FlagView } from '@assay/api-contract';
import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../../api/index.js';
import { Card, Code, Form, useDraft } from '../../../components/index.js';
import { usePropose } from '../approval.js';
import { MetadataFields, OwnershipFields } from '../../ownership/index.js';
import { VariationFields } from './VariationFields.js';
import { valueText } from '../waterfall/words.js';

interface VariationsCardProps {
  readonly flag: FlagView;
  /** The flag is on where changes are approved: other variations are proposed, not saved. */
  readonly needsApproval: boolean;
}

/** What the flag can serve, the same in all environments. */
export function VariationsCard({ flag, needsApproval }: VariationsCardProps) {
  const [isOpen, modal] = useDisclosure(false);
  return (
    <Card
      title="Variations"
      note={
        <Button size="compact-xs" variant="default" onClick={modal.open}>
          Edit
        </Button>
      }
    >
      <ul className="plain-list">
        {flag.variations.map((variation) => (
          <li key={variation.key}>
            <b style={{ fontWeight: 600 }}>{variation.key}</b>
            {variation.name && variation.name !== variation.key && <span className="muted">{variation.name}</span>}
            <span style={{ marginLeft: 'auto' }}>
              <Code>{valueText(variation.value, 40)}</Code>
            </span>
          </li>
        ))}
      </ul>
      <Modal opened={isOpen} onClose={modal.close} title="Edit the flag" size="xl">
        <FlagForm key={flag.version} flag={flag} needsApproval={needsApproval} onDone={modal.close} />
      </Modal>
    </Card>
  );
}

function FlagForm({ flag, needsApproval, onDone }: VariationsCardProps & { onDone: () => void }) {
  const client = useQueryClient();
  const propose = usePropose();
  const { name, description, variations, tags, owner, teamId, metadata } = flag;
  const draft = useDraft({
    initial: { name, description, variations, tags, owner, teamId, metadata },
    rules: flagUpdate.omit({ key: true, type: true }),
    save: async (input) => {
      const isServed = JSON.stringify([input.variations, input.tags]) !== JSON.stringify([variations, tags]);
      if (needsApproval && isServed) {
        await propose({ flag, change: { definition: input }, at: 'change.definition.' });
      } else {
        await api.flags.replace(flag.key, flag.version, input);
      }
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
      onDone();
    },
  });
  const { values, patch, errorOf } = draft;
  return (
    <Form
      onSubmit={draft.submit}
      action={needsApproval ? 'Save, or propose other variations and tags' : 'Save in all environments'}
      isSaving={draft.isSaving}
      isDisabled={!draft.isDirty}
      failure={draft.failure}
    >
      <TextInput
        label="Name"
        value={values.name}
        error={errorOf('name')}
        onChange={(e) => patch({ name: e.currentTarget.value })}
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
        tags={values.tags}
        owner={values.owner}
        teamId={values.teamId}
        errorOf={errorOf}
        onChange={patch}
      />
      <MetadataFields of="flag" metadata={values.metadata} errorOf={errorOf} onChange={patch} />
      <VariationFields
        type={flag.type}
        variations={values.variations}
        errorOf={errorOf}
        onChange={(next) => patch({ variations: next })}
      />
    </Form>
  );
}
