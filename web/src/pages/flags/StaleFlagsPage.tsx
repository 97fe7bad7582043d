import type { StaleFlag } from '@assay/api-contract';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Segmented, Table } from '../../components/index.js';
import { formatDay } from '../../format/index.js';

const choices = ['14', '30', '90'] as const;

/** Flags that have done the same for everybody for a while: the code could do without them. */
export function StaleFlagsPage() {
  const [search, setSearch] = useSearchParams();
  const days = choices.find((choice) => choice === search.get('days')) ?? '30';
  const query = useQuery(api.flags.stale(Number(days)));
  return (
    <Page
      title="Stale flags"
      back={{ to: '/flags', label: 'Flags' }}
      meta={<span>The same for everybody in production, or off everywhere</span>}
    >
      <div style={{ marginBottom: 14 }}>
        <Segmented
          label="For at least"
          value={days}
          onChange={(next) => setSearch(next === '30' ? {} : { days: next }, { replace: true })}
          options={choices.map((value) => ({ value, label: `${value} days` }))}
        />
      </div>
      <Card>
        <Loaded query={query}>
          {(flags) =>
            flags.length === 0 ? (
              <Empty title="No stale flag">Every flag makes a difference to somebody, or was changed lately.</Empty>
            ) : (
              <Table
                label="Stale flags"
                items={flags}
                keyOf={({ flag, environment }) => `${flag} ${environment ?? ''}`}
                columns={[
                  {
                    title: 'Flag',
                    cell: ({ flag, name, environment }) => (
                      <RowLink to={addressOf(flag, environment)} note={name === flag ? undefined : name}>
                        {flag}
                      </RowLink>
                    ),
                  },
                  { title: 'Environment', cell: ({ environment }) => environment ?? 'all' },
                  { title: 'Why', isLong: true, cell: (flag) => wordsOf(flag) },
                  { title: 'Since', cell: ({ since }) => formatDay(since) },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

const addressOf = (flag: string, environment: string | null): string =>
  `/flags/${encodeURIComponent(flag)}${environment === null ? '' : `?env=${encodeURIComponent(environment)}`}`;

function wordsOf({ reason, variation }: StaleFlag): string {
  switch (reason) {
    case 'off_everywhere':
      return 'Off in every environment: the fallback in the code is served.';
    case 'one_variation':
      return `Everybody gets “${variation ?? ''}”: put that value into the code.`;
    case 'all_ended':
      return 'All its allocations have ended: the fallback in the code is served.';
    case 'serves_nobody':
      return 'On, but nobody is let in: the fallback in the code is served.';
    default:
      return reason satisfies never;
  }
}
