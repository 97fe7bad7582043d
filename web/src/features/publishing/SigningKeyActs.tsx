import type { SigningKeyView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm } from '../../components/index.js';

const acts = {
  activate: {
    label: 'Activate',
    isDangerous: false,
    about:
      'It signs from now on, and every environment is signed anew under its next version. Applications that check signatures must know this key already: those that do not keep their last ruleset.',
    run: api.publishing.activateSigningKey,
  },
  retire: {
    label: 'Retire',
    isDangerous: true,
    about:
      'Its private half is destroyed and it never comes back. Take it out of “rulesetKeys” first, when no application holds a ruleset of it any more: a day after another key was activated.',
    run: api.publishing.retireSigningKey,
  },
} as const;

/** What can be done next with a key that signs rulesets; nothing with the one that signs, or a retired one. */
export const SigningKeyActs = ({ signingKey }: { signingKey: SigningKeyView }) => (
  <>
    {signingKey.status === 'waiting' && <Act signingKey={signingKey} act="activate" />}{' '}
    {(signingKey.status === 'waiting' || signingKey.status === 'accepted') && (
      <Act signingKey={signingKey} act="retire" />
    )}
  </>
);

function Act({ signingKey: { kid }, act }: { signingKey: SigningKeyView; act: keyof typeof acts }) {
  const [isOpen, modal] = useDisclosure(false);
  const client = useQueryClient();
  const { label, isDangerous, about, run } = acts[act];
  const change = useMutation({
    meta: { isShown: true },
    mutationFn: () => run(kid),
    onSuccess: () => {
      modal.close();
      return client.invalidateQueries({ queryKey: prefixOf(routes.signingKeys) });
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={modal.open}>
        {label}
        <span className="visually-hidden"> {kid}</span>
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`${label} the key ${kid}`}
        action={label}
        isDangerous={isDangerous}
        isBusy={change.isPending}
        error={change.error}
        onClose={modal.close}
        onConfirm={() => change.mutate()}
      >
        {about}
      </Confirm>
    </>
  );
}
