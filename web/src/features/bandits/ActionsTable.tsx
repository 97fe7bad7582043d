import type { BanditModelView } from '@assay/api-contract';
import { Empty, Muted, Table } from '../../components/index.js';
import { formatCount, formatNumber, formatShare } from '../../format/index.js';

/** What a model knows of each action. */
export const ActionsTable = ({ model }: { model: BanditModelView }) =>
  model.actions.length === 0 ? (
    <Empty title="No action is known yet">
      Every action is chosen equally often until a training has seen enough subjects of it.
    </Empty>
  ) : (
    <Table
      label="Actions"
      items={model.actions}
      keyOf={({ action }) => action}
      columns={[
        { title: 'Action', cell: ({ action }) => action },
        { title: 'Subjects', isNumber: true, cell: ({ subjects }) => formatCount(subjects) },
        {
          title: 'Reward on average',
          isNumber: true,
          cell: ({ meanReward }) => (meanReward === null ? <Muted>withheld</Muted> : formatNumber(meanReward)),
        },
        {
          title: 'Explained by attributes',
          isNumber: true,
          cell: ({ explained }) => (explained === null ? <Muted>–</Muted> : formatShare(explained)),
        },
        { title: 'Left out', isLong: true, cell: ({ leftOut }) => leftOut.join(' ') || <Muted>nothing</Muted> },
      ]}
    />
  );
