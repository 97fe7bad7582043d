export { createDatabase, startPostgres, type Template, type TestDatabase } from './postgres.js';
export * from './edge-host/index.js';
export { type FakeSecretManager, startSecretManager } from './secret-manager/fake-secret-manager.js';
export { type FakeBigQuery, type FakeBigQueryOptions, startBigQuery } from './bigquery/fake-bigquery.js';
export { aServiceAccount, type FakeServiceAccount } from './bigquery/tokens.js';
export { type FakeRedshift, type FakeRedshiftOptions, startRedshift } from './redshift/fake-redshift.js';
export { FakeFastly, type FastlyCall, type FastlyFault } from './fastly/fake-fastly.js';
export type { KvChange, KvEntry } from './fastly/kv-state.js';
export { pythonWith, toolCache } from './python.js';
export {
  type FakeSnowflake,
  type FakeSnowflakeOptions,
  findSnowflakePython,
  startSnowflake,
} from './snowflake/fake-snowflake.js';
export { type FakeDatabricks, type FakeDatabricksOptions, startDatabricks } from './databricks/fake-databricks.js';
