export {
  alias,
  allOf,
  customerSql,
  list,
  name,
  path,
  render,
  sql,
  type Spelling,
  type Sql,
  type Value,
} from './fragment.js';
export {
  StatementTooLong,
  type ResultColumn,
  type ScratchTable,
  type Statement,
  type StatementKind,
  type Writes,
} from './statement.js';
export { dialectKinds, type Dialect, type DialectKind, type Limits } from './dialects/dialect.js';
export { dialects } from './dialects/registry.js';
export { dropTable, preview, scratchProbe, selectOne, tablePath } from './queries/probes.js';
