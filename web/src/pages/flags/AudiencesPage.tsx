import type { AudienceView } from '@assay/api-contract';
import { Button, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Confirm, Empty, Loaded, Page, Table } from '../../components/index.js';
import { AudienceForm, describeCondition, UseList } from '../../features/flags/index.js';
import { plural } from '../../format/index.js';

/** Rules with a name, and who uses them. */
export function AudiencesPage() {
  const query = useQuery(api.flags.audiences());
  const [edited, setEdited] = useState<AudienceView | 'new' | null>(null);
  const [removed, setRemoved] = useState<AudienceView | null>(null);
  const add = <Button onClick={() => setEdited('new')}>New audience</Button>;
  return (
    <Page title="Audiences" meta={<span>Targeting rules that many flags share</span>} actions={add}>
      <Card>
        <Loaded query={query}>
          {(audiences) =>
            audiences.length === 0 ? (
              <Empty title="No audience yet" action={add}>
                Give rules a name once, such as “Beta testers”, and use them in the allocations of any flag.
              </Empty>
            ) : (
              <Table
                label="Audiences"
                items={audiences}
                keyOf={(audience) => audience.key}
                columns={[
                  {
                    title: 'Audience',
                    cell: (audience) => (
                      <>
                        <b style={{ fontWeight: 600 }}>{audience.name}</b>
                        <small>{audience.key}</small>
                      </>
                    ),
                  },
                  { title: 'Who', isLong: true, cell: (audience) => wordsOf(audience) },
                  {
                    title: 'Used by',
                    cell: ({ uses }) => (uses.length === 0 ? 'nobody' : plural(uses.length, 'allocation')),
                  },
                  {
                    title: 'Actions',
                    isNumber: true,
                    cell: (audience) => (
                      <>
                        <Button size="compact-sm" variant="default" onClick={() => setEdited(audience)}>
                          Edit<span className="visually-hidden"> {audience.name}</span>
                        </Button>{' '}
                        <Button size="compact-sm" variant="default" onClick={() => setRemoved(audience)}>
                          Delete<span className="visually-hidden"> {audience.name}</span>
                        </Button>
                      </>
                    ),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
      <Modal
        opened={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === 'new' ? 'New audience' : 'Edit audience'}
        size="xl"
      >
        {edited && <AudienceForm audience={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Modal>
      <Removal audience={removed} onClose={() => setRemoved(null)} />
    </Page>
  );
}

const wordsOf = ({ rules }: AudienceView): string =>
  rules.map(({ conditions }) => conditions.map(describeCondition).join(' and ')).join(', or ');

function Removal({ audience, onClose }: { audience: AudienceView | null; onClose: () => void }) {
  const client = useQueryClient();
  const removal = useMutation({
    meta: { isShown: true },
    mutationFn: ({ key, version }: AudienceView) => api.flags.removeAudience(key, version),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: prefixOf(routes.audiences) });
      await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
    },
  });
  const uses = audience?.uses ?? [];
  return (
    <Confirm
      isOpen={audience !== null}
      title={`Delete audience “${audience?.name ?? ''}”`}
      action="Delete"
      isDangerous
      isBusy={removal.isPending}
      error={removal.error}
      onClose={onClose}
      onConfirm={() => audience && removal.mutate(audience)}
    >
      {uses.length === 0 ? (
        'Nobody uses it.'
      ) : (
        <>
          Nothing changes for any subject: these take over its rules as their own.
          <UseList uses={uses} />
        </>
      )}
    </Confirm>
  );
}
