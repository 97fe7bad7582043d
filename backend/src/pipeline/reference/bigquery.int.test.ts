import { afterAll, beforeAll, it } from '@jest/globals';
import { dialects } from '@assay/warehouse-sql';
import { type FakeBigQuery, startBigQuery } from '@assay/test-support';
import { openBigQuery } from '../../warehouses/adapters/bigquery/bigquery.adapter.js';
import { serviceAccountKeyOf } from '../../warehouses/adapters/bigquery/bigquery.keys.js';
import { customerTables, expectSameNumbers } from './same-numbers.conformance.js';

const scratchSchema = 'assay_scratch';
let bigquery: FakeBigQuery;

beforeAll(async () => {
  bigquery = await startBigQuery({ project: 'acme-shop', location: 'EU', writable: [scratchSchema] });
  await bigquery.load('CREATE SCHEMA shop');
  for (const text of customerTables(dialects.bigquery, 'shop')) await bigquery.load(text);
});

afterAll(() => bigquery.close());

it('gives the numbers of the slow reference on BigQuery', () =>
  expectSameNumbers({
    ...{ dialect: dialects.bigquery, schema: 'shop', scratchSchema },
    open: () =>
      openBigQuery({
        ...{ project: 'acme-shop', location: 'EU', scratchSchema, maximumBytesBilled: null },
        key: serviceAccountKeyOf(bigquery.account.keyFile),
        ...{ endpoint: bigquery.endpoint, tokenEndpoint: bigquery.tokenEndpoint },
      }),
  }));
