import {
  addResults,
  createResults,
  dialects,
  removeResults,
  resultsRowsPerStatement,
  type DialectKind,
  type ResultsRow,
  type ResultsTable,
  type ScratchTable,
  type Statement,
} from '@assay/warehouse-sql';
import { type QueryTag, type Warehouse, WarehouseFailure } from '../../warehouses/index.js';

/** The table of a scratch schema; its name never changes, so that others can build on it. */
export const resultsTableOf = (of: ResultsTable, scratchSchema: string): ScratchTable => ({
  schema: scratchSchema.split('.'),
  table: `assay_${of}`,
});

export interface ResultsTarget {
  readonly warehouse: Warehouse;
  readonly kind: DialectKind;
  readonly scratchSchema: string;
  readonly tag: QueryTag;
}

/**
 * Say what was found of one experiment at one as-of: rows that say so already are replaced, so that writing twice is
 * writing once. A table that is not there is made. Throws `WarehouseFailure`.
 */
export const writeResults = async (
  target: ResultsTarget,
  of: ResultsTable,
  rows: readonly ResultsRow[],
  key: { readonly experimentId: string; readonly asOf: string },
): Promise<void> => {
  if (rows.length === 0) return;
  const d = dialects[target.kind];
  const table = resultsTableOf(of, target.scratchSchema);
  const parts = Array.from({ length: Math.ceil(rows.length / resultsRowsPerStatement) }, (_, i) =>
    rows.slice(i * resultsRowsPerStatement, (i + 1) * resultsRowsPerStatement),
  );
  const isThere = await run(target, removeResults(d, table, key.experimentId, key.asOf)).then(
    () => true,
    (problem: unknown) => {
      if (problem instanceof WarehouseFailure && problem.reason === 'grant_or_object') return false;
      throw problem;
    },
  );
  for (const [at, part] of parts.entries())
    await run(target, at === 0 && !isThere ? createResults(d, table, of, part) : addResults(d, table, of, part));
};

/** Send a statement and wait for its end. */
const run = async ({ warehouse, tag }: ResultsTarget, statement: Statement): Promise<void> => {
  const ref = await warehouse.submit(statement, tag);
  for (;;) {
    const state = await warehouse.poll(ref, 500);
    if (state.state === 'done') return;
    if (state.state === 'failed') throw state.failure;
    if (state.state !== 'running')
      throw new WarehouseFailure('network', 'The warehouse lost track of the statement.', { cause: 'network' });
  }
};
