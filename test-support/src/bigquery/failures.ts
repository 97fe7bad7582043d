import type { Catalogue } from './catalogue.js';

/** What the service says of a failure: in `status.errorResult` of a job, or as the answer of a call. */
export interface ServiceError {
  readonly reason: string;
  readonly message: string;
}

/** What DuckDB says, in the words of BigQuery (its messages as seen in query history and client libraries). */
export function failureOf(thrown: unknown, text: string, { project, location }: Catalogue): ServiceError {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const invalid = (message: string): ServiceError => ({ reason: 'invalidQuery', message });
  const table = /Table with name "?([\w-]+)"? does not exist/.exec(said)?.[1];
  if (table !== undefined) {
    const dataset = new RegExp(`\`?([\\w-]+)\`?\\.\`?${table}\\b`).exec(text)?.[1];
    if (dataset === undefined)
      return { reason: 'invalid', message: `Table "${table}" must be qualified with a dataset (e.g. dataset.table).` };
    const where = `${project}:${dataset}`;
    return { reason: 'notFound', message: `Not found: Table ${where}.${table} was not found in location ${location}` };
  }
  const schema = /schema "?([\w-]+)"? does not exist|Schema with name "?([\w-]+)"? does not exist/i.exec(said);
  if (schema)
    return {
      reason: 'notFound',
      message: `Not found: Dataset ${project}:${schema[1] ?? schema[2]} was not found in location ${location}`,
    };
  const existing = /Table with name "?([\w-]+)"? already exists/.exec(said)?.[1];
  if (existing !== undefined) return { reason: 'duplicate', message: `Already Exists: Table ${project}:${existing}` };
  const column = /(?:Referenced column|does not have a column named) "([^"]+)"/.exec(said)?.[1];
  if (column !== undefined) return invalid(`Unrecognized name: ${column} at [1:8]`);
  const value = /Could not convert string '([^']*)' to (\w+)/.exec(said);
  if (value) return invalid(`Bad ${value[2] === 'DOUBLE' ? 'double' : 'int64'} value: ${value[1]}`);
  const called = /(?:Scalar |Aggregate |Table )?Function with name "?(\w+)"? does not exist/.exec(said)?.[1];
  if (called !== undefined) return invalid(`Function not found: ${called} at [1:8]`);
  if (/division by zero/i.test(said)) return invalid('division by zero: 1 / 0');
  if (/overflow|out of range/i.test(said)) return invalid('int64 overflow');
  return invalid(said.split('\n')[0] ?? said);
}
