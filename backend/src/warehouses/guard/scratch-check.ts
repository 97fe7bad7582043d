import { dialects, type ScratchTable, type Statement } from '@assay/warehouse-sql';
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
  const { creates, drops, fills } = statement.writes;
  const schemas = [scratchSchema.split('.'), dialects[statement.dialect].runSchema ?? []].map((one) => one.at(-1));
  switch (kind) {
    case 'create_table':
      return refusalOfTargets([body['name']], schemas, creates) ?? refusalOfSelect(body['as_select'], statement);
    case 'drop_table':
      return refusalOfTargets(body['names'], schemas, drops);
    case 'insert':
      return refusalOfTargets([body['table']], schemas, fills) ?? refusalOfSelect(body['query'], statement);
    case 'delete':
      return refusalOfTargets([body['table']], schemas, fills) ?? refusalOfCondition(body['where_clause']);
    default:
      return `It is a ${kind}, which writes to no scratch table.`;
  }
}

function refusalOfTargets(
  names: unknown,
  schemas: readonly (string | undefined)[],
  declared: readonly ScratchTable[],
): string | null {
  const targets = (Array.isArray(names) ? names : []).map((name: unknown) => (isTree(name) ? name : {}));
  if (targets.length === 0) return 'It names no table.';
  for (const target of targets) {
    const [schema, table] = [textOf(target['schema']), textOf(target['name'])];
    const known = declared.some((one) => one.table === table && one.schema.at(-1) === schema);
    if (!schemas.includes(schema)) return `It writes to ${schema || 'no schema'}, not to the scratch schema.`;
    if (!known) return `It writes to ${table}, which it does not declare.`;
  }
  return null;
}

const refusalOfSelect = (select: unknown, { dialect }: Pick<Statement, 'dialect'>): string | null => {
  const refusal = isTree(select) ? refusalOf(select as Tree, dialect) : null;
  return refusal === null ? null : `It ${refusal}.`;
};

/** Rows are removed by what they are themselves, never by what another table or a function says. */
const refusalOfCondition = (condition: unknown): string | null => {
  const text = JSON.stringify(condition ?? null);
  if (condition === undefined || condition === null) return 'It removes every row.';
  return /"(?:select|subquery|function)":/.test(text) ? 'It removes rows by more than their own columns.' : null;
};

const textOf = (name: unknown): string => (isTree(name) && typeof name['name'] === 'string' ? name['name'] : '');
