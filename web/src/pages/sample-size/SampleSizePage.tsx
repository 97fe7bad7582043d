import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Empty, Loaded, Page, RowLink, Table } from '../../components/index.js';
import { RunChip } from '../../features/runs/index.js';
import { BaselineForm } from '../../features/sample-size/index.js';
import { formatInstant, plural } from '../../format/index.js';

/** How long an experiment must run: from a baseline that is read once, or from one that was read before. */
export function SampleSizePage() {
  const query = useQuery(api.baselines.list());
  const sources = useQuery(api.assignmentSources.list());
  const client = useQueryClient();
  const navigate = useNavigate();
  const nameOf = (id: string): string => sources.data?.find((source) => source.id === id)?.name ?? id;
  return (
    <Page title="Sample size" meta={<span>How small a lift an experiment would find, and when</span>}>
      <Loaded query={sources}>
        {(known) => (
          <BaselineForm
            initial={{
              ...{ assignmentSourceId: known[0]?.id ?? '', metricIds: [], weeks: 4, lookbackDays: 14 },
              isCalibrated: false,
            }}
            save={async (input) => {
              const made = await api.baselines.create(input);
              await client.invalidateQueries({ queryKey: prefixOf(routes.baselines) });
              await navigate(`/sample-size/${made.id}`);
            }}
          />
        )}
      </Loaded>
      <Card title="Baselines">
        <Loaded query={query}>
          {(baselines) =>
            baselines.length === 0 ? (
              <Empty title="No baseline yet">Read one above; it can be planned from as often as you like.</Empty>
            ) : (
              <Table
                label="Baselines"
                items={baselines}
                keyOf={(one) => one.id}
                columns={[
                  {
                    title: 'Source',
                    cell: (one) => (
                      <RowLink
                        to={`/sample-size/${one.id}`}
                        note={`${plural(one.metricIds.length, 'metric')}${one.isCalibrated ? ', intervals checked' : ''}`}
                      >
                        {nameOf(one.assignmentSourceId)}
                      </RowLink>
                    ),
                  },
                  { title: 'State', cell: (one) => <RunChip status={one.run.status} /> },
                  { title: 'Length', cell: (one) => plural(one.weeks, 'week') },
                  { title: 'Asked for', cell: (one) => formatInstant(one.createdAt) },
                ]}
              />
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}
