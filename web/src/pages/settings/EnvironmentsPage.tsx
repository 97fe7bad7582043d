import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, Table } from '../../components/index.js';
import { ApprovalSwitch, EnvironmentForm } from '../../features/settings/index.js';
import { formatInstant, plural } from '../../format/index.js';
import { SettingsPage } from './SettingsPage.js';

/** Where flags are published, and what was published last. */
export function EnvironmentsPage() {
  const query = useQuery({ ...api.flags.environments(), refetchInterval: 10_000 });
  const [isOpen, modal] = useDisclosure(false);
  return (
    <SettingsPage action={<Button onClick={modal.open}>New environment</Button>}>
      <Card>
        <Loaded query={query}>
          {(environments) =>
            environments.length === 0 ? (
              <Empty title="No environment yet">Flags are published per environment: production, staging, test.</Empty>
            ) : (
              <Table
                label="Environments"
                items={environments}
                keyOf={(environment) => environment.id}
                columns={[
                  {
                    title: 'Environment',
                    cell: (environment) => (
                      <>
                        <b style={{ fontWeight: 600 }}>{environment.name}</b>{' '}
                        {environment.isProduction && <Chip tone="accent">Production</Chip>}
                        <small>{environment.key}</small>
                      </>
                    ),
                  },
                  {
                    title: 'Changes need approval',
                    cell: (environment) => <ApprovalSwitch environment={environment} />,
                  },
                  {
                    title: 'Ruleset',
                    cell: ({ key, name, published }) =>
                      published ? (
                        <Link to={`/publications?env=${encodeURIComponent(key)}`}>
                          v{published.version}, {plural(published.flags, 'flag')}
                          <span className="visually-hidden"> in {name}: all publications</span>
                        </Link>
                      ) : (
                        'none yet'
                      ),
                  },
                  { title: 'Published', cell: ({ published }) => (published ? formatInstant(published.at) : '–') },
                  {
                    title: 'Digest',
                    cell: ({ published }) => (published ? <Code>{published.digest.slice(0, 16)}</Code> : '–'),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal opened={isOpen} onClose={modal.close} title="New environment" centered>
        <EnvironmentForm onDone={modal.close} />
      </Modal>
    </SettingsPage>
  );
}
