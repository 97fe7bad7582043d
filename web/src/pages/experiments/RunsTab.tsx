import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { Card, Empty, Loaded, More } from '../../components/index.js';
import { RunsTable } from '../../features/runs/index.js';
import { useExperiment } from './ExperimentPage.js';

/** Every refresh of this experiment. */
export function RunsTab() {
  const experiment = useExperiment();
  const query = useInfiniteQuery({
    ...api.experiments.runs(experiment.id),
    refetchInterval: 5_000,
  });
  return (
    <Card>
      <Loaded query={query}>
        {(data) => {
          const runs = data.pages.flatMap((page) => page.items);
          if (runs.length === 0) {
            return (
              <Empty title="No run yet">
                Each refresh is one run; here you will find its statements, what they cost and why one failed.
              </Empty>
            );
          }
          return (
            <>
              <RunsTable runs={runs} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
