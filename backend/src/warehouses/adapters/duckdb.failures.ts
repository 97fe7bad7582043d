import { type DriverError, type FailureRule, messageOf } from '../failure-rules.js';

/** DuckDB has no codes: the class before the first “Error:” is one (DuckDB 1.5, src/common/exception.cpp). */
export const duckdbErrorOf = (thrown: unknown): DriverError => {
  const message = messageOf(thrown);
  return { code: /^([A-Za-z ]+?) Error:/.exec(message)?.[1] ?? '', message };
};

const checkNames = 'Check the spelling, and that it was not renamed or dropped.';

export const duckdbFailures: readonly FailureRule[] = [
  {
    code: 'INTERRUPT',
    cause: 'cancelled',
    text: 'The statement was cancelled.',
    remedy: 'Start it again if it is still wanted.',
  },
  { code: 'Parser', cause: 'query', text: 'The SQL cannot be read.', remedy: 'Check the spelling near that line.' },
  {
    code: 'Catalog',
    says: /function/i,
    cause: 'query',
    text: 'A function does not exist.',
    remedy: 'Use one that DuckDB has.',
  },
  {
    code: 'Catalog',
    says: /already exists/,
    cause: 'query',
    text: 'An object of that name exists already.',
    remedy: 'Choose another name.',
  },
  {
    code: 'Catalog',
    says: /conflict/i,
    cause: 'query',
    text: 'Two statements changed one object at once.',
    remedy: 'Run it again.',
  },
  { code: 'Catalog', cause: 'grant_or_object', text: 'A table or view does not exist.', remedy: checkNames },
  {
    code: 'Binder',
    says: /(not found in FROM|does not have a column|Referenced table)/,
    cause: 'grant_or_object',
    text: 'A column or table does not exist.',
    remedy: checkNames,
  },
  {
    code: 'Binder',
    cause: 'query',
    text: 'The SQL does not fit together.',
    remedy: 'Check names, types and functions.',
  },
  {
    code: 'Permission',
    cause: 'grant_or_object',
    text: 'The statement reaches outside the database file.',
    remedy: 'Read tables of this file only.',
  },
  {
    code: 'Conversion',
    cause: 'query',
    text: 'A value cannot be turned into the type that was asked for.',
    remedy: 'Cast with TRY_CAST or filter such rows out.',
  },
  {
    code: 'Out of Range',
    cause: 'query',
    text: 'A number is too large for its type.',
    remedy: 'Cast to a wider type.',
  },
  {
    code: 'Out of Memory',
    cause: 'quota',
    text: 'The statement needs more memory than it is given.',
    remedy: 'Raise the memory limit of embedded warehouses, or read less.',
  },
  {
    code: 'Constraint',
    cause: 'query',
    text: 'A constraint of a table was broken.',
    remedy: 'Check the rows against the table.',
  },
  {
    code: 'TransactionContext',
    cause: 'query',
    text: 'Two statements changed the same rows at once.',
    remedy: 'Run it again.',
  },
  {
    code: 'IO',
    says: /lock/i,
    cause: 'network',
    text: 'Another process has the database file open.',
    remedy: 'Close it there: DuckDB lets one process in.',
  },
  {
    code: 'IO',
    says: /(not a valid DuckDB|No such file|Cannot open)/i,
    cause: 'grant_or_object',
    text: 'The database file cannot be opened.',
    remedy: 'Check the path and that it is a DuckDB file.',
  },
  {
    code: 'IO',
    says: /(No space left|disk)/i,
    cause: 'quota',
    text: 'The disk is full.',
    remedy: 'Make room for the file and its temporary files.',
  },
  {
    code: 'IO',
    cause: 'network',
    text: 'The database file cannot be read.',
    remedy: 'Check the disk and its permissions.',
  },
  { code: 'Connection', cause: 'network', text: 'The database is closed.', remedy: 'Test the connection.' },
];
