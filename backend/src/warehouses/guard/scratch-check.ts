import type { ScratchTable, Statement } from '@assay/warehouse-sql';
import { isTree, parseStatements, refusalOf, type Tree } from './sql-guard.js';

/**
 * Second opinion on a statement that writes: it creates, fills or drops nothing but the tables that it declares, in
 * the connection's scratch schema, from a SELECT that only reads.
 *
 * @returns why the statement may not be sent; null = it may.
 */
export async function refusalOfScratch(
  statement: Pick<Statement, 'text' | 'dialect' | 'writes'>,
  scratchSchema: string,
): Promise<string | null> {
  const parsed = await parseStatements(statement.text, statement.dialect);
  if (parsed.outcome === 'refused') return parsed.message;
  const [root, ...more] = parsed.statements;
  if (root === undefined || more.length > 0) return 'It is not one statement.';
  const [kind, body] = Object.entries(root)[0] ?? ['', null];
  if (!isTree(body)) return 'It is no statement.';
  const { creates, drops } = statement.writes;
  switch (kind) {
    case 'create_table':
      return refusalOfTargets([body['name']], scratchSchema, creates) ?? refusalOfSelect(body['as_select'], statement);
    case 'drop_table':
      return refusalOfTargets(body['names'], scratchSchema, drops);
    case 'insert':
      return refusalOfTargets([body['table']], scratchSchema, null) ?? refusalOfSelect(body['query'], statement);
    default:
      return `It is a ${kind}, which writes to no scratch table.`;
  }
}

/** @param declared tables that may be named; null = any of the scratch schema. */
function refusalOfTargets(
  names: unknown,
  scratchSchema: string,
  declared: readonly ScratchTable[] | null,
): string | null {
  const targets = (Array.isArray(names) ? names : []).map((name: unknown) => (isTree(name) ? name : {}));
  if (targets.length === 0) return 'It names no table.';
  for (const target of targets) {
    const [schema, table] = [textOf(target['schema']), textOf(target['name'])];
    const known = declared === null || declared.some((one) => one.table === table && one.schema.at(-1) === schema);
    if (schema !== scratchSchema.split('.').at(-1))
      return `It writes to ${schema || 'no schema'}, not to the scratch schema.`;
    if (!known) return `It writes to ${table}, which it does not declare.`;
  }
  return null;
}

const refusalOfSelect = (select: unknown, { dialect }: Pick<Statement, 'dialect'>): string | null => {
  const refusal = isTree(select) ? refusalOf(select as Tree, dialect) : null;
  return refusal === null ? null : `It ${refusal}.`;
};

const textOf = (name: unknown): string => (isTree(name) && typeof name['name'] === 'string' ? name['name'] : '');
