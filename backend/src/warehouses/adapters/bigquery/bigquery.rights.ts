import type { ExcessRight, ReadableTable } from '../../port.js';
import type { BigQueryCalls } from './bigquery.client.js';

/** Tables that are asked about, at most so many at a time. */
const mostTables = 50;
const atOnce = 4;

/** Permissions that the product never needs outside of its scratch dataset, and what each allows. */
const words: Readonly<Record<string, string>> = {
  'bigquery.tables.updateData': 'change rows',
  'bigquery.tables.update': 'change the table',
  'bigquery.tables.delete': 'drop',
  'bigquery.tables.setIamPolicy': 'share with others',
};

/**
 * What the account may do to the tables that it can read, however it came by that: each table is asked itself, since
 * roles of the project and of groups count as well. BigQuery has no such question about a dataset, so the right to
 * create tables in one is not told.
 */
export async function bigqueryRights(
  calls: Pick<BigQueryCalls, 'permissions'>,
  tables: readonly ReadableTable[],
  { project, account }: { readonly project: string; readonly account: string },
): Promise<readonly ExcessRight[]> {
  const found: ExcessRight[] = [];
  const asked = tables.slice(0, mostTables);
  for (let at = 0; at < asked.length; at += atOnce) {
    const some = asked.slice(at, at + atOnce);
    const answers = await Promise.all(
      some.map(({ schema, name }) => calls.permissions(schema, name, Object.keys(words))),
    );
    some.forEach(({ schema, name }, i) => {
      const rights = (answers[i] ?? []).flatMap((permission) => words[permission] ?? []);
      if (rights.length === 0) return;
      const table = `\`${project}.${schema}.${name}\``;
      found.push({
        right: rights.join(', '),
        object: `${schema}.${name}`,
        remedy: `REVOKE \`roles/bigquery.dataEditor\` ON TABLE ${table} FROM "${account}"; -- and the like roles of the dataset and the project, of groups too`,
      });
    });
  }
  return found;
}
