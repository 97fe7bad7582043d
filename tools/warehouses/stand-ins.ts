import { startBigQuery } from '@assay/test-support';

export interface RunningStandIn {
  /** How to reach it, line by line. */
  readonly howTo: readonly string[];
  close(): Promise<void>;
}

/** What can be started by name. */
export const standIns: Readonly<Record<string, () => Promise<RunningStandIn>>> = {
  bigquery: async () => {
    const bigquery = await startBigQuery({ project: 'acme-shop', location: 'EU' });
    await bigquery.load('CREATE SCHEMA shop');
    await bigquery.load('CREATE TABLE shop.orders (subject STRING, amount NUMERIC, placed_at TIMESTAMP)');
    await bigquery.load(
      "INSERT INTO shop.orders VALUES ('ann', CAST('12.50' AS NUMERIC), CAST('2026-03-01 10:00:00+00' AS TIMESTAMP))",
    );
    return {
      howTo: [
        `project acme-shop, location EU, scratch dataset assay_scratch, table shop.orders at ${bigquery.endpoint}`,
        'Start the product with, and leave the secret of the connection empty:',
        `  BIGQUERY_EMULATOR_HOST=${bigquery.endpoint} GCE_METADATA_HOST=${bigquery.endpoint.replace('http://', '')} npm start`,
      ],
      close: () => bigquery.close(),
    };
  },
};
