import type { WarehouseSchema } from '@assay/api-contract';
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/index.js';
import { Empty, Loaded } from '../../components/index.js';
import { plural } from '../../format/index.js';
import './SchemaBrowser.css';

type WarehouseTable = WarehouseSchema['tables'][number];

const shownAtMost = 200;

/** The tables that the connection's role can read, with their columns. */
export function SchemaBrowser({ connectionId }: { connectionId: string }) {
  const query = useQuery({ ...api.warehouses.schema(connectionId), staleTime: 60_000 });
  const [words, setWords] = useState('');
  return (
    <Loaded query={query}>
      {({ tables }) => {
        if (tables.length === 0) {
          return (
            <Empty title="No table in sight">
              The connection’s role can read no table. Look at the grants and test again.
            </Empty>
          );
        }
        const found = tables.filter((table) => matches(table, words.toLowerCase()));
        return (
          <>
            <div className="toolbar">
              <TextInput
                size="xs"
                aria-label="Find a table or column"
                placeholder="Find a table or column"
                value={words}
                onChange={(event) => setWords(event.currentTarget.value)}
              />
              <span className="pick-end">{plural(found.length, 'table')}</span>
            </div>
            <ul className="schema">
              {found.slice(0, shownAtMost).map((table) => (
                <li key={`${table.schema}.${table.name}`}>
                  <OneTable table={table} />
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Loaded>
  );
}

const matches = (table: WarehouseTable, words: string): boolean =>
  `${table.schema}.${table.name} ${table.columns.map((column) => column.name).join(' ')}`.toLowerCase().includes(words);

const OneTable = ({ table }: { table: WarehouseTable }) => (
  <details>
    <summary>
      <span className="muted">{table.schema}.</span>
      <b>{table.name}</b>
      <small>{plural(table.columns.length, 'column')}</small>
    </summary>
    <dl>
      {table.columns.map((column) => (
        <div key={column.name}>
          <dt>{column.name}</dt>
          <dd>{column.type}</dd>
        </div>
      ))}
    </dl>
  </details>
);
