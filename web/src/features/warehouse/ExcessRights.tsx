import type { ConnectionTest } from '@assay/api-contract';
import { Card, CodeBlock, Table } from '../../components/index.js';
import { plural } from '../../format/index.js';

type Rights = ConnectionTest['excessRights'];

/** What the account may do that Assay never needs, and the statements that take it away. */
export function ExcessRights({ rights }: { rights: Rights }) {
  if (rights === null) return null;
  if (rights.length === 0) {
    return (
      <Card title="Rights" padded>
        The account can read, and write to its scratch schema. The engine tells of nothing more.
      </Card>
    );
  }
  return (
    <Card title="Rights" note={`${plural(rights.length, 'right')} beyond need`}>
      <Table
        label="Rights beyond need"
        items={rights}
        keyOf={({ right, object }) => `${right} ${object ?? ''}`}
        columns={[
          { title: 'The account may', cell: ({ right }) => right },
          { title: 'On', isLong: true, cell: ({ object }) => object ?? 'the whole server or account' },
        ]}
      />
      <div className="card-body">
        <div className="sql-label">Take them away</div>
        <CodeBlock text={rights.map(({ remedy }) => remedy).join('\n')} label="Statements that take rights away" />
      </div>
    </Card>
  );
}
