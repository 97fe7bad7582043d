import { RefusedSql } from './sql.js';

/** What the service says of a failed statement (Error classes in Databricks, November 2026). */
export interface ServiceError {
  readonly sqlState: string;
  readonly message: string;
}

const error = (errorClass: string, message: string, sqlState: string): ServiceError => {
  const { message: whole } = new RefusedSql(errorClass, message, sqlState);
  return { sqlState, message: whole };
};

/** What DuckDB says, in the words of Databricks. */
export function failureOf(thrown: unknown): ServiceError {
  if (thrown instanceof RefusedSql) return { sqlState: thrown.sqlState, message: thrown.message };
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  const table = /Table with name "?([\w-]+)"? does not exist/.exec(said)?.[1];
  if (table !== undefined)
    return error(
      'TABLE_OR_VIEW_NOT_FOUND',
      `The table or view \`${table}\` cannot be found. Verify the spelling and correctness of the schema and catalog.`,
      '42P01',
    );
  const schema = /[Ss]chema (?:with name )?"?([\w-]+)"? does not exist/.exec(said)?.[1];
  if (schema !== undefined) return error('SCHEMA_NOT_FOUND', `The schema \`${schema}\` cannot be found.`, '42704');
  const existing = /Table with name "?([\w-]+)"? already exists/.exec(said)?.[1];
  if (existing !== undefined)
    return error(
      'TABLE_OR_VIEW_ALREADY_EXISTS',
      `Cannot create table or view \`${existing}\` because it already exists.`,
      '42P07',
    );
  const column = /(?:Referenced column|does not have a column named) "([^"]+)"/.exec(said)?.[1];
  if (column !== undefined)
    return error(
      'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION',
      `A column, variable, or function parameter with name \`${column}\` cannot be resolved.`,
      '42703',
    );
  const value = /Could not convert string '([^']*)' to (\w+)/.exec(said);
  if (value)
    return error(
      'CAST_INVALID_INPUT',
      `The value '${value[1]}' of the type "STRING" cannot be cast to "${value[2]}" because it is malformed. Correct the value as per the syntax, or change its target type. Use \`try_cast\` to tolerate malformed input and return NULL instead.`,
      '22018',
    );
  const called = /Function with name "?(\w+)"? does not exist/.exec(said)?.[1];
  if (called !== undefined)
    return error('UNRESOLVED_ROUTINE', `Cannot resolve routine \`${called}\` on search path.`, '42883');
  if (/division by zero/i.test(said)) return error('DIVIDE_BY_ZERO', 'Division by zero.', '22012');
  if (/overflow|out of range/i.test(said)) return error('ARITHMETIC_OVERFLOW', 'overflow.', '22003');
  const near = /syntax error at (?:or near "([^"]*)"|end of input)/.exec(said);
  if (near) return error('PARSE_SYNTAX_ERROR', `Syntax error at or near '${near[1] ?? 'end of input'}'.`, '42601');
  return error('INTERNAL_ERROR', said.split('\n')[0] ?? said, 'XX000');
}
