import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, routes } from '../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, Table } from '../../components/index.js';
import { ApiKeyForm, RevokeButton, roleWords, ShownOnce } from '../../features/settings/index.js';
import { formatAgo, formatDay } from '../../format/index.js';
import { SettingsPage } from './SettingsPage.js';

/** Keys with which programs use the API. */
export function ApiKeysPage() {
  const query = useQuery(api.identity.apiKeys());
  const [isOpen, modal] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const now = new Date();
  return (
    <SettingsPage action={<Button onClick={modal.open}>New API key</Button>}>
      <Card>
        <Loaded query={query}>
          {(keys) =>
            keys.length === 0 ? (
              <Empty title="No API key yet" action={<Button onClick={modal.open}>New API key</Button>}>
                Programs act with one: the command line, Terraform, your own scripts. Each has a role.
              </Empty>
            ) : (
              <Table
                label="API keys"
                items={keys}
                keyOf={(key) => key.id}
                columns={[
                  { title: 'Name', cell: (key) => <b style={{ fontWeight: 600 }}>{key.name}</b> },
                  { title: 'Begins with', cell: (key) => <Code>{key.prefix}…</Code> },
                  { title: 'Role', cell: (key) => roleWords[key.role] },
                  { title: 'Last used', cell: (key) => (key.lastUsedAt ? formatAgo(key.lastUsedAt, now) : 'never') },
                  { title: 'Ends', cell: (key) => (key.expiresAt ? formatDay(key.expiresAt) : 'when revoked') },
                  {
                    title: 'State',
                    isNumber: true,
                    cell: (key) =>
                      key.revokedAt ? (
                        <Chip>Revoked {formatDay(key.revokedAt)}</Chip>
                      ) : (
                        <RevokeButton
                          name={key.name}
                          path={routes.apiKeys}
                          about="Programs that use it are refused from the next request on."
                          revoke={() => api.identity.revokeApiKey(key.id)}
                        />
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal opened={isOpen} onClose={modal.close} title="New API key" centered>
        <ApiKeyForm
          onMade={(made) => {
            modal.close();
            setSecret(made.key);
          }}
        />
      </Modal>
      <ShownOnce secret={secret} title="Your API key" onClose={() => setSecret(null)}>
        Copy it now: it is shown this once, and only its beginning is kept.
      </ShownOnce>
    </SettingsPage>
  );
}
