import { pinInput, type PublicationView } from '@assay/api-contract';
import { Button, Modal, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';

interface PinProps {
  readonly environment: string;
  readonly publication: PublicationView;
}

/** Serves an earlier publication again. */
export function PinButton({ environment, publication }: PinProps) {
  const [isOpen, modal] = useDisclosure(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={modal.open}>
        Serve again<span className="visually-hidden"> version {publication.version}</span>
      </Button>
      <Modal opened={isOpen} onClose={modal.close} title={`Serve v${publication.version} again`} centered>
        <PinForm environment={environment} publication={publication} onDone={modal.close} />
      </Modal>
    </>
  );
}

function PinForm({ environment, publication, onDone }: PinProps & { onDone: () => void }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: { version: publication.version, reason: '' },
    rules: pinInput,
    save: async (input) => {
      await api.publishing.pin(environment, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.environment(environment)) });
      onDone();
    },
  });
  return (
    <Form onSubmit={draft.submit} action="Serve it" isSaving={draft.isSaving} failure={draft.failure}>
      <p style={{ margin: 0 }}>
        The ruleset of {formatInstant(publication.publishedAt)} goes out byte for byte, under the next version, and
        stays until it is let go. Changes of flags are saved meanwhile and reach nobody here.
      </p>
      <TextInput
        label="Reason"
        description="Others will ask"
        required
        data-autofocus
        value={draft.values.reason}
        error={draft.errorOf('reason')}
        onChange={(event) => draft.patch({ reason: event.currentTarget.value })}
      />
    </Form>
  );
}
