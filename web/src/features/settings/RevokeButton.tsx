import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { prefixOf } from '../../api/index.js';
import { Confirm } from '../../components/index.js';

interface RevokeButtonProps {
  readonly name: string;
  readonly about: string;
  readonly revoke: () => Promise<void>;
  /** The list to read again. */
  readonly path: string;
}

/** Ends a key for good, after asking. */
export function RevokeButton({ name, about, revoke, path }: RevokeButtonProps) {
  const [isOpen, modal] = useDisclosure(false);
  const client = useQueryClient();
  const revocation = useMutation({
    meta: { isShown: true },
    mutationFn: revoke,
    onSuccess: () => {
      modal.close();
      return client.invalidateQueries({ queryKey: prefixOf(path) });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={modal.open}>
        Revoke<span className="visually-hidden"> {name}</span>
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`Revoke “${name}”`}
        action="Revoke"
        isDangerous
        isBusy={revocation.isPending}
        error={revocation.error}
        onClose={modal.close}
        onConfirm={() => revocation.mutate()}
      >
        {about}
      </Confirm>
    </>
  );
}
