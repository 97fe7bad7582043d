import type { SigningKeyView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, prefixOf, routes } from '../../../api/index.js';
import { Card, Chip, Code, Confirm, CopyButton, Empty, Loaded, Table, type Tone } from '../../../components/index.js';
import { SigningKeyActs } from '../../../features/publishing/index.js';
import { formatDay } from '../../../format/index.js';
import { SettingsPage } from '../SettingsPage.js';

const words: Readonly<Record<SigningKeyView['status'], { readonly tone: Tone; readonly text: string }>> = {
  waiting: { tone: 'warn', text: 'waiting: give it to applications' },
  signing: { tone: 'good', text: 'signs every ruleset' },
  accepted: { tone: 'neutral', text: 'still accepted' },
  retired: { tone: 'neutral', text: 'retired' },
};

/** Keys that vouch for rulesets, and changing them without a moment at which everything must happen. */
export function SigningKeysPage() {
  const session = useQuery(api.identity.session());
  const query = useQuery(api.publishing.signingKeys());
  const mayChange = session.data?.permissions.includes('sdk_key.edit') ?? false;
  return (
    <SettingsPage action={mayChange && <NewKey />}>
      <Card>
        <Loaded query={query}>
          {(keys) =>
            keys.length === 0 ? (
              <Empty title="No signing key yet">One is made when the first ruleset is published.</Empty>
            ) : (
              <Table
                label="Signing keys"
                items={keys}
                keyOf={({ kid }) => kid}
                columns={[
                  { title: 'Key', cell: ({ kid }) => <Code>{kid}</Code> },
                  {
                    title: 'State',
                    cell: ({ status }) => <Chip tone={words[status].tone}>{words[status].text}</Chip>,
                  },
                  {
                    title: 'Public half (Ed25519)',
                    cell: ({ kid, publicKey }) => (
                      <>
                        <Code>{publicKey.slice(0, 16)}…</Code>{' '}
                        <CopyButton text={publicKey} aria-label={`Copy the public half of ${kid}`} />
                      </>
                    ),
                  },
                  { title: 'Made', cell: ({ createdAt }) => formatDay(createdAt) },
                  { title: 'Activated', cell: ({ activatedAt }) => (activatedAt ? formatDay(activatedAt) : '–') },
                  { title: 'Retired', cell: ({ retiredAt }) => (retiredAt ? formatDay(retiredAt) : '–') },
                  {
                    title: 'Next',
                    isNumber: true,
                    cell: (key) => mayChange && <SigningKeyActs signingKey={key} />,
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Card title="Changing the key" padded>
        <ol style={{ margin: 0, paddingLeft: 18 }}>
          <li>Make the next key. It waits and signs nothing.</li>
          <li>Add it to “rulesetKeys” of every application that checks signatures, beside the old one.</li>
          <li>When all run with it, activate it: every ruleset is signed anew, with the same content.</li>
          <li>A day later take the old one out of “rulesetKeys”, and retire it.</li>
        </ol>
        <p style={{ marginBottom: 0 }}>
          <Link to="/help/keys">Keys and their rotation</Link> has the rest, and what to do when a private half got out.
        </p>
      </Card>
    </SettingsPage>
  );
}

function NewKey() {
  const [isOpen, modal] = useDisclosure(false);
  const client = useQueryClient();
  const making = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.publishing.makeSigningKey(),
    onSuccess: () => {
      modal.close();
      return client.invalidateQueries({ queryKey: prefixOf(routes.signingKeys) });
    },
  });
  return (
    <>
      <Button onClick={modal.open}>New signing key</Button>
      <Confirm
        isOpen={isOpen}
        title="New signing key"
        action="Make it"
        isBusy={making.isPending}
        error={making.error}
        onClose={modal.close}
        onConfirm={() => making.mutate()}
      >
        It waits until you activate it; rulesets go on being signed with the present one.
      </Confirm>
    </>
  );
}
