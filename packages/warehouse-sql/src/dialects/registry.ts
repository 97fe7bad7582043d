import { bigquery } from './bigquery.js';
import { databricks } from './databricks.js';
import type { Dialect, DialectKind } from './dialect.js';
import { duckdb } from './duckdb.js';
import { postgres } from './postgres.js';
import { redshift } from './redshift.js';
import { snowflake } from './snowflake.js';

/** The only place where a kind chooses a dialect. */
export const dialects: Readonly<Record<DialectKind, Dialect>> = {
  duckdb,
  postgres,
  snowflake,
  bigquery,
  redshift,
  databricks,
};
