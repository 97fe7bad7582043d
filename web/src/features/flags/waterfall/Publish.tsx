import { Button, Modal, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { Failure } from '../../../components/index.js';
import type { DiffLine } from './diff.js';
import type { EnvironmentDraft } from './useEnvironmentDraft.js';

export const DiffLines = ({ lines }: { lines: readonly DiffLine[] }) => (
  <div className="diff">
    {lines.map(({ kind, text }, at) => (kind === 'del' ? <del key={at}>− {text}</del> : <ins key={at}>+ {text}</ins>))}
  </div>
);

interface PublishProps {
  readonly editing: EnvironmentDraft;
  readonly environmentName: string;
}

/** Shows what is about to change, then makes it live. */
export function Publish({ editing, environmentName }: PublishProps) {
  const { draft, changes, needsApproval, note, setNote } = editing;
  const [isOpen, modal] = useDisclosure(false);
  const isBlocked = draft.hasErrorIn('allocations');
  const isDone = changes.length === 0;
  // Errors sit beside their fields: the dialogue makes way for them, and for what was proposed.
  useEffect(() => {
    if (isBlocked || isDone) modal.close();
  }, [isBlocked, isDone]);
  return (
    <>
      <Button disabled={changes.length === 0} onClick={modal.open}>
        {needsApproval ? 'Review and propose' : 'Review and publish'}
      </Button>
      <Modal
        opened={isOpen}
        onClose={modal.close}
        title={needsApproval ? `Propose for ${environmentName}` : `Publish to ${environmentName}`}
        centered
        size="lg"
      >
        <DiffLines lines={changes} />
        {needsApproval && (
          <Textarea
            mt="md"
            label="Why"
            description="Whoever approves it reads this. The change is live when it is approved."
            autosize
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        )}
        {draft.failure ? (
          <div style={{ marginTop: 14 }}>
            <Failure error={draft.failure} />
          </div>
        ) : null}
        <div className="form-foot" style={{ marginTop: 18, justifyContent: 'flex-end' }}>
          <Button variant="default" onClick={modal.close}>
            Not yet
          </Button>
          <Button loading={draft.isSaving} onClick={draft.submit}>
            {needsApproval ? 'Propose' : 'Publish'}
          </Button>
        </div>
      </Modal>
    </>
  );
}
