import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Empty, Loaded, Muted, Page, RowLink, Table } from '../../components/index.js';
import { originWords } from '../../features/bandits/index.js';
import { RunChip } from '../../features/runs/index.js';
import { formatInstant } from '../../format/index.js';

/** Bandits: what each decides, with which model. */
export function BanditsPage() {
  const query = useQuery(api.bandits.list());
  const add = (
    <Button component={Link} to="/bandits/new">
      New bandit
    </Button>
  );
  return (
    <Page title="Bandits" meta={<span>Actions chosen by what they brought to subjects alike</span>} actions={add}>
      <Card>
        <Loaded query={query}>
          {(bandits) =>
            bandits.length === 0 ? (
              <Empty title="No bandit yet" action={add}>
                A bandit chooses one of several actions for each subject, and learns in your warehouse which of them is
                best for whom.
              </Empty>
            ) : (
              <Table
                label="Bandits"
                items={bandits}
                keyOf={({ key }) => key}
                columns={[
                  {
                    title: 'Bandit',
                    cell: ({ key, name }) => (
                      <RowLink to={`/bandits/${encodeURIComponent(key)}`} note={key}>
                        {name}
                      </RowLink>
                    ),
                  },
                  { title: 'Flag', cell: ({ flag }) => <Link to={`/flags/${encodeURIComponent(flag)}`}>{flag}</Link> },
                  {
                    title: 'Model served',
                    cell: ({ model, isHeld }) => (
                      <>
                        {originWords[model.origin]}, {formatInstant(model.createdAt)} {isHeld && <Chip>Held</Chip>}
                      </>
                    ),
                  },
                  {
                    title: 'Last training',
                    cell: ({ training }) => (training ? <RunChip status={training.status} /> : <Muted>never</Muted>),
                  },
                  {
                    title: 'Notes',
                    isLong: true,
                    cell: ({ warnings }) => (warnings.length > 0 ? <Chip tone="warn">Needs a look</Chip> : null),
                  },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
