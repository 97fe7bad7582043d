import type { BanditModelView, BanditView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Chip, Code, Muted, Table } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';
import { originWords } from './draft.js';

interface ModelsTableProps {
  readonly bandit: BanditView;
  readonly models: readonly BanditModelView[];
  readonly isBusy: boolean;
  readonly onHold: (version: number) => void;
}

/** Every model, newest first; any of them can be served again. */
export const ModelsTable = ({ bandit, models, isBusy, onHold }: ModelsTableProps) => (
  <Table
    label="Models"
    items={models}
    keyOf={({ version }) => String(version)}
    columns={[
      { title: 'Model', cell: ({ modelVersion }) => <Code>{modelVersion}</Code> },
      { title: 'Made', cell: ({ createdAt }) => formatInstant(createdAt) },
      {
        title: 'How',
        cell: ({ origin, runId }) =>
          runId === null ? originWords[origin] : <Link to={`/runs/${runId}`}>{originWords[origin]}</Link>,
      },
      { title: 'Actions', isNumber: true, cell: ({ actions }) => String(actions.length) },
      {
        title: 'State',
        cell: ({ version }) =>
          version === bandit.model.version ? (
            <Chip tone={bandit.isHeld ? 'warn' : 'good'}>{bandit.isHeld ? 'Served, held' : 'Served'}</Chip>
          ) : (
            <Muted>–</Muted>
          ),
      },
      {
        title: 'Serve',
        cell: ({ version, modelVersion }) =>
          version !== bandit.model.version && (
            <Button size="compact-xs" variant="default" disabled={isBusy} onClick={() => onHold(version)}>
              Serve this one<span className="visually-hidden"> {modelVersion}</span>
            </Button>
          ),
      },
    ]}
  />
);
