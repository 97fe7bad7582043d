import type { RunView } from '@assay/api-contract';
import { RowLink, Table } from '../../components/index.js';
import { formatDuration, formatInstant } from '../../format/index.js';
import { RunChip } from './RunChip.js';

const origins: Readonly<Record<RunView['origin'], string>> = {
  manual: 'By hand',
  schedule: 'By schedule',
  api: 'By API',
  start: 'At start',
};

const tookOf = (run: RunView): string =>
  run.startedAt && run.finishedAt ? formatDuration(Date.parse(run.finishedAt) - Date.parse(run.startedAt)) : '–';

interface RunsTableProps {
  readonly runs: readonly RunView[];
  /** Names the experiment where runs of several are listed. */
  readonly experimentName?: (id: string) => string;
}

export const RunsTable = ({ runs, experimentName }: RunsTableProps) => (
  <Table
    label="Runs"
    items={runs}
    keyOf={(run) => run.id}
    columns={[
      {
        title: 'Asked for',
        cell: (run) => (
          <RowLink
            to={`/runs/${run.id}`}
            note={
              run.banditId !== null
                ? 'Training of a bandit'
                : run.experimentId === null
                  ? 'Sample size'
                  : experimentName?.(run.experimentId)
            }
          >
            {formatInstant(run.requestedAt)}
          </RowLink>
        ),
      },
      { title: 'State', cell: (run) => <RunChip status={run.status} carriedForward={run.carriedForward} /> },
      { title: 'Origin', cell: (run) => `${origins[run.origin]}${run.requestedBy ? `, ${run.requestedBy}` : ''}` },
      { title: 'Data until', cell: (run) => (run.asOf ? formatInstant(run.asOf) : '–') },
      { title: 'Steps', isNumber: true, cell: (run) => `${run.stepsDone} / ${run.stepsTotal}` },
      { title: 'Took', isNumber: true, cell: tookOf },
    ]}
  />
);
