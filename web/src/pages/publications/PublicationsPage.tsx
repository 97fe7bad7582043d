import type { DeliveryStateView, EnvironmentView, PublicationView } from '@assay/api-contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Chip, Code, Empty, Loaded, More, Page, Segmented, Table } from '../../components/index.js';
import { DeliveryState, PinButton, PublicationChanges } from '../../features/publishing/index.js';
import { formatInstant } from '../../format/index.js';

const whileItTravels = 5_000;

/** What was published in each environment, what it changed, how far it has come, and going back to it. */
export function PublicationsPage() {
  const [search, setSearch] = useSearchParams();
  const environments = useQuery(api.flags.environments());
  return (
    <Page
      title="Publications"
      meta={
        <span>
          The rulesets that applications get · <Link to="/help/edge">how they reach the edge</Link>
        </span>
      }
    >
      <Loaded query={environments}>
        {(known) => {
          const chosen = known.find(({ key }) => key === search.get('env')) ?? known[0];
          if (!chosen) return <Empty title="No environment yet">Flags are published per environment.</Empty>;
          return (
            <>
              <div style={{ marginBottom: 14 }}>
                <Segmented
                  label="Environment"
                  value={chosen.key}
                  onChange={(env) => setSearch({ env }, { replace: true })}
                  options={known.map(({ key, name }) => ({ value: key, label: name }))}
                />
              </div>
              <Publications key={chosen.key} environment={chosen} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Publications({ environment: { key, name } }: { environment: EnvironmentView }) {
  const session = useQuery(api.identity.session());
  const state = useQuery({ ...api.publishing.state(key), refetchInterval: whileItTravels });
  const query = useInfiniteQuery({ ...api.publishing.publications(key), refetchInterval: whileItTravels });
  const mayPin = session.data?.permissions.includes('environment.edit') ?? false;
  return (
    <>
      <Loaded query={state}>{(now) => <DeliveryState environment={key} state={now} mayPin={mayPin} />}</Loaded>
      <Card title="All publications">
        <Loaded query={query}>
          {({ pages }) => {
            const items = pages.flatMap((page) => page.items);
            if (items.length === 0) {
              return <Empty title="Nothing published yet">The first flag that is saved is published to {name}.</Empty>;
            }
            return (
              <Table
                label={`Publications in ${name}`}
                items={items}
                keyOf={({ version }) => String(version)}
                columns={[
                  { title: 'Version', cell: (one) => <Version publication={one} state={state.data} /> },
                  { title: 'Published', cell: ({ publishedAt }) => formatInstant(publishedAt) },
                  { title: 'Flags', isNumber: true, cell: ({ flags }) => flags },
                  {
                    title: 'Changes',
                    isLong: true,
                    cell: ({ version }) => <PublicationChanges environment={key} version={version} />,
                  },
                  { title: 'Content', cell: ({ content }) => <Code>{content.slice(0, 12)}</Code> },
                  { title: 'Signed by', cell: ({ kid }) => <Code>{kid}</Code> },
                  {
                    title: 'Go back',
                    isNumber: true,
                    cell: (one) =>
                      mayPin && !isServed(one, state.data) && <PinButton environment={key} publication={one} />,
                  },
                ]}
              />
            );
          }}
        </Loaded>
        <More query={query} />
      </Card>
    </>
  );
}

/** The same content may have been published more than once. */
const isServed = ({ content }: PublicationView, state: DeliveryStateView | undefined): boolean =>
  state?.published?.content === content;

function Version({ publication: { version }, state }: { publication: PublicationView; state?: DeliveryStateView }) {
  return (
    <>
      <b style={{ fontWeight: 600 }}>v{version}</b>{' '}
      {state?.published?.version === version && <Chip tone="good">newest</Chip>}{' '}
      {state?.edge?.version === version && <Chip>at the edge</Chip>}{' '}
      {state?.pin?.version === version && <Chip tone="warn">held</Chip>}
    </>
  );
}
