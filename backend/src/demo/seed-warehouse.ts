import type { Shop, ShopRows } from '@assay/demo-data';
import { shopVisitors } from '@assay/demo-data';
import { DuckDBInstance, DuckDBTimestampValue, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';

/** The tables of the demo warehouse: the shop's own, and one published experiment. */
const tables = `
  CREATE TABLE assignments (
    experiment VARCHAR, feature_flag VARCHAR, allocation VARCHAR, variation VARCHAR, subject VARCHAR,
    "timestamp" TIMESTAMP, subject_attributes VARCHAR, holdout_key VARCHAR, holdout_variation VARCHAR
  );
  CREATE TABLE bandit_actions (
    bandit VARCHAR, feature_flag VARCHAR, subject VARCHAR, action VARCHAR, "timestamp" TIMESTAMP,
    action_probability DOUBLE, optimality_gap DOUBLE, model_version VARCHAR, subject_attributes VARCHAR,
    action_attributes VARCHAR
  );
  CREATE TABLE orders (
    order_id VARCHAR, subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE, items INTEGER, status VARCHAR
  );
  CREATE TABLE page_views (view_id VARCHAR, subject VARCHAR, viewed_at TIMESTAMP, page VARCHAR, milliseconds INTEGER);
`;

/**
 * Writes a new demo warehouse. The file must not be open anywhere: DuckDB locks it to one process.
 * `legislatorCsv` is the path of the published experiment's rows; see packages/demo-data/datasets/README.md.
 */
export const writeDemoWarehouse = async (path: string, shop: Shop, legislatorCsv: string): Promise<void> => {
  const instance = await DuckDBInstance.create(path, { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(tables);
    await connection.run(
      `CREATE TABLE legislator_emails AS
       SELECT legislator_id, treat_out, responded, leg_black FROM read_csv('${legislatorCsv.replaceAll("'", "''")}')`,
    );
    await appendShop(connection, shopVisitors(shop));
    await connection.run('CHECKPOINT');
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

const appendShop = async (connection: DuckDBConnection, visitors: Iterable<ShopRows>): Promise<void> => {
  const assignments = await connection.createAppender('assignments');
  const orders = await connection.createAppender('orders');
  const pageViews = await connection.createAppender('page_views');
  for (const rows of visitors) {
    for (const row of rows.assignments) {
      appendTexts(assignments, [row.experiment, row.featureFlag, row.allocation, row.variation, row.subject]);
      assignments.appendTimestamp(timestampOf(row.timestamp));
      assignments.appendVarchar(JSON.stringify(row.subjectAttributes));
      assignments.appendNull();
      assignments.appendNull();
      assignments.endRow();
    }
    for (const row of rows.orders) {
      appendTexts(orders, [row.orderId, row.subject]);
      orders.appendTimestamp(timestampOf(row.orderedAt));
      orders.appendDouble(row.amount);
      orders.appendInteger(row.items);
      orders.appendVarchar(row.status);
      orders.endRow();
    }
    for (const row of rows.pageViews) {
      appendTexts(pageViews, [row.viewId, row.subject]);
      pageViews.appendTimestamp(timestampOf(row.viewedAt));
      pageViews.appendVarchar(row.page);
      pageViews.appendInteger(row.milliseconds);
      pageViews.endRow();
    }
  }
  for (const appender of [assignments, orders, pageViews]) appender.closeSync();
};

const appendTexts = (appender: DuckDBAppender, values: readonly string[]): void => {
  for (const value of values) appender.appendVarchar(value);
};

const timestampOf = (iso: string): DuckDBTimestampValue => new DuckDBTimestampValue(BigInt(Date.parse(iso)) * 1000n);
