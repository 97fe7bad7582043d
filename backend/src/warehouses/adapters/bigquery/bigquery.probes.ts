import type { ReadableTable, Row } from '../../port.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import type { Probes } from '../probe-steps.js';
import { tablesOf } from '../tables.js';
import type { BigQueryCalls } from './bigquery.client.js';
import { bigqueryColumnTypeNamed } from './bigquery.values.js';

type Ask = (text: string) => Promise<readonly Row[]>;

/** Datasets that are looked into; the rest can be named by hand. */
const mostDatasets = 200;
/** Datasets at a time. */
const atOnce = 4;

/**
 * Tables and views, dataset by dataset: the view of a whole region needs a right on the project, which the account
 * should not have. A dataset that shows itself but not its tables is left out.
 */
export async function describeBigQuery(
  calls: Pick<BigQueryCalls, 'datasets'>,
  ask: Ask,
  scratchSchema: string,
): Promise<readonly ReadableTable[]> {
  const datasets = (await calls.datasets()).filter((name) => name !== scratchSchema).slice(0, mostDatasets);
  const rows: Row[] = [];
  for (let at = 0; at < datasets.length; at += atOnce) {
    const found = await Promise.all(datasets.slice(at, at + atOnce).map((name) => columnsOf(ask, name)));
    rows.push(...found.flat());
  }
  return tablesOf(rows, bigqueryColumnTypeNamed);
}

const columnsOf = async (ask: Ask, dataset: string): Promise<readonly Row[]> => {
  const views = `${ticked(dataset)}.INFORMATION_SCHEMA`;
  try {
    return await ask(`
SELECT c.table_schema, c.table_name, t.table_type, c.column_name, c.data_type, c.is_nullable
FROM ${views}.COLUMNS AS c
JOIN ${views}.TABLES AS t ON t.table_name = c.table_name
ORDER BY c.table_name, c.ordinal_position
LIMIT 20000`);
  } catch (thrown) {
    if (thrown instanceof WarehouseFailure && thrown.reason === 'grant_or_object') return [];
    throw thrown;
  }
};

export const bigqueryProbes = (
  ask: Ask,
  describe: () => Promise<readonly ReadableTable[]>,
  { project, scratchSchema }: { readonly project: string; readonly scratchSchema: string },
): Probes => {
  const scratch = ticked(scratchSchema);
  return {
    connect: async () =>
      `BigQuery, project ${project}, account ${String((await ask('SELECT SESSION_USER()'))[0]?.[0])}`,
    select: async () => void (await ask('SELECT 1')),
    scratch: async (table) => {
      await ask(`CREATE TABLE ${scratch}.${table} (value STRING)`);
      await ask(`INSERT INTO ${scratch}.${table} (value) VALUES ('probe')`);
      await ask(`DROP TABLE ${scratch}.${table}`);
    },
    tables: async () => (await describe()).length,
  };
};

/** Names of datasets are letters, digits and `_`; another one cannot be quoted into anything else either. */
const ticked = (name: string): string => `\`${name.replace(/[`\\]/g, '')}\``;
