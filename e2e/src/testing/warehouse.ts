import { DuckDBInstance } from '@duckdb/node-api';

/** Writes a DuckDB file with the tables of a shop, all empty, and closes it: the product's worker will own it. */
export const writeShopWarehouse = async (path: string): Promise<void> => {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run(`
      CREATE TABLE assignments (
        experiment VARCHAR, feature_flag VARCHAR, allocation VARCHAR, variation VARCHAR, subject VARCHAR,
        "timestamp" TIMESTAMP, subject_attributes VARCHAR, holdout_key VARCHAR, holdout_variation VARCHAR
      );
      CREATE TABLE orders (
        order_id VARCHAR, subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE, items INTEGER, status VARCHAR
      );
      CREATE TABLE page_views (
        view_id VARCHAR, subject VARCHAR, viewed_at TIMESTAMP, page VARCHAR, milliseconds INTEGER
      );`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};
