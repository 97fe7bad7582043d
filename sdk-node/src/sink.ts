export { createSink, type Sink, type SinkOptions, type SinkProblem } from './sink/create-sink.js';
export { assignmentRow, banditActionRow, type SinkRow, type SinkTable } from './sink/rows.js';
export { createTables, type SinkWarehouse, type TableNames } from './sink/spelling.js';
export {
  bigQueryWriter,
  type BigQueryLike,
  collectorWriter,
  databricksWriter,
  type DatabricksLike,
  duckDbWriter,
  type DuckDbLike,
  type PgLike,
  postgresWriter,
  redshiftWriter,
  type SinkWriter,
  snowflakeWriter,
  type SnowflakeLike,
  type TableOptions,
} from './sink/writers.js';
