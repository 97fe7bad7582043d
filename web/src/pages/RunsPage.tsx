import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../api/index.js';
import { Card, Empty, Loaded, More, Page } from '../components/index.js';
import { RunsTable } from '../features/runs/index.js';

/** What was sent to the warehouse lately, for any experiment. */
export function RunsPage() {
  const query = useInfiniteQuery({ ...api.runs.list(), refetchInterval: 5_000 });
  const experiments = useQuery(api.experiments.list());
  const nameOf = (id: string): string => experiments.data?.find((experiment) => experiment.id === id)?.name ?? id;
  return (
    <Page title="Runs" meta={<span>Every refresh of every experiment, newest first</span>}>
      <Card>
        <Loaded query={query}>
          {(data) => {
            const runs = data.pages.flatMap((page) => page.items);
            if (runs.length === 0) {
              return (
                <Empty title="No run yet">
                  When an experiment is started or refreshed, its run appears here with each statement it sent.
                </Empty>
              );
            }
            return (
              <>
                <RunsTable runs={runs} experimentName={nameOf} />
                <More query={query} />
              </>
            );
          }}
        </Loaded>
      </Card>
    </Page>
  );
}
