import { Button, Modal } from '@mantine/core';
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
  const { draft, changes } = editing;
  const [isOpen, modal] = useDisclosure(false);
  const isBlocked = draft.hasErrorIn('allocations');
  // Errors sit beside their fields: the dialogue makes way for them.
  useEffect(() => {
    if (isBlocked) modal.close();
  }, [isBlocked]);
  return (
    <>
      <Button disabled={changes.length === 0} onClick={modal.open}>
        Review and publish
      </Button>
      <Modal opened={isOpen} onClose={modal.close} title={`Publish to ${environmentName}`} centered size="lg">
        <DiffLines lines={changes} />
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
            Publish
          </Button>
        </div>
      </Modal>
    </>
  );
}
