import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, routes } from '../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, Table, Tag } from '../../components/index.js';
import { RevokeButton, SdkKeyForm, ShownOnce } from '../../features/settings/index.js';
import { formatDay } from '../../format/index.js';
import { SettingsPage } from './SettingsPage.js';

/** Keys with which applications read rulesets. */
export function SdkKeysPage() {
  const query = useQuery(api.flags.sdkKeys());
  const environments = useQuery(api.flags.environments());
  const [isOpen, modal] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const nameOf = (key: string): string => environments.data?.find((known) => known.key === key)?.name ?? key;
  return (
    <SettingsPage action={<Button onClick={modal.open}>New SDK key</Button>}>
      <Card>
        <Loaded query={query}>
          {(keys) =>
            keys.length === 0 ? (
              <Empty title="No SDK key yet" action={<Button onClick={modal.open}>New SDK key</Button>}>
                An application needs one to read its flags. Each key belongs to one environment.
              </Empty>
            ) : (
              <Table
                label="SDK keys"
                items={keys}
                keyOf={(key) => key.id}
                columns={[
                  { title: 'Name', cell: (key) => <b style={{ fontWeight: 600 }}>{key.name}</b> },
                  { title: 'Begins with', cell: (key) => <Code>{key.prefix}…</Code> },
                  { title: 'Environment', cell: (key) => nameOf(key.environment) },
                  { title: 'Used in', cell: (key) => (key.kind === 'server' ? 'Servers' : 'Browsers and apps') },
                  {
                    title: 'Flags',
                    cell: (key) => (key.tags.length === 0 ? 'all' : key.tags.map((tag) => <Tag key={tag}>{tag}</Tag>)),
                  },
                  { title: 'Made', cell: (key) => formatDay(key.createdAt) },
                  {
                    title: 'State',
                    isNumber: true,
                    cell: (key) =>
                      key.revokedAt ? (
                        <Chip>Revoked {formatDay(key.revokedAt)}</Chip>
                      ) : (
                        <RevokeButton
                          name={key.name}
                          path={routes.sdkKeys}
                          about="Applications that use it keep their last ruleset and get no newer one."
                          revoke={() => api.flags.revokeSdkKey(key.id)}
                        />
                      ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal opened={isOpen} onClose={modal.close} title="New SDK key" centered>
        <Loaded query={environments}>
          {(known) => (
            <SdkKeyForm
              environments={known}
              onMade={(made) => {
                modal.close();
                setSecret(made.key);
              }}
            />
          )}
        </Loaded>
      </Modal>
      <ShownOnce secret={secret} title="Your SDK key" onClose={() => setSecret(null)}>
        Copy it now: it is shown this once, and only its beginning is kept.
      </ShownOnce>
    </SettingsPage>
  );
}
