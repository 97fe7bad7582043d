import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Confirm } from '../components/index.js';

interface RemoveButtonProps {
  readonly name: string;
  readonly label?: string;
  readonly about?: string;
  readonly remove: () => Promise<unknown>;
  /** Where to go afterwards. */
  readonly to: string;
}

/** Deletes a thing after asking; a thing in use is refused by the server, and the refusal shown. */
export function RemoveButton({ name, label = 'Delete', about, remove, to }: RemoveButtonProps) {
  const [isOpen, modal] = useDisclosure(false);
  const navigate = useNavigate();
  const removal = useMutation({ meta: { isShown: true }, mutationFn: remove, onSuccess: () => navigate(to) });
  return (
    <>
      <Button variant="default" onClick={modal.open}>
        {label}
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`${label} “${name}”`}
        action={label}
        isDangerous
        isBusy={removal.isPending}
        error={removal.error}
        onClose={modal.close}
        onConfirm={() => removal.mutate()}
      >
        {about ?? 'What is still used elsewhere is not deleted. Nothing in the warehouse changes.'}
      </Confirm>
    </>
  );
}
