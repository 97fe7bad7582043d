import { dialects, path, render } from '@assay/warehouse-sql';
import type { ExcessRight, Row } from '../../port.js';

const shownAtMost = 50;

/**
 * What the principal may do beyond reading and its scratch schema, as the catalog's information schema tells: what it
 * and its groups were granted on tables, schemas and the catalog, and what it owns. Rights on other catalogs and on
 * the metastore are not in it.
 */
export async function databricksRights(
  ask: (text: string) => Promise<readonly Row[]>,
  { catalog, scratchSchema }: { readonly catalog: string; readonly scratchSchema: string },
): Promise<readonly ExcessRight[]> {
  const found = await ask(rightsSql(scratchSchema));
  return found.map((row): ExcessRight => {
    const [kind = '', schema = '', table = '', right = '', grantee = ''] = row.map((cell) => String(cell ?? ''));
    const levels = [schema, table].filter((level) => level !== '');
    const at = `${kind} ${named(catalog, ...levels)}`;
    const object = [catalog, ...levels].join('.');
    if (right === owning) return { right: 'own and drop', object, remedy: `ALTER ${at} OWNER TO <another principal>;` };
    return {
      right: `${right.toLowerCase()} on the ${kind.toLowerCase()}`,
      object,
      remedy: `REVOKE ${right} ON ${at} FROM ${named(grantee)};`,
    };
  });
}

const owning = 'OWN';
const named = (...levels: readonly string[]): string => render(path(levels), dialects.databricks);
const literal = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/**
 * Grants by name and by group; one that is inherited is told where it was granted. Privileges are written with a
 * space or an underscore (Information schema: TABLE_PRIVILEGES, SCHEMA_PRIVILEGES, CATALOG_PRIVILEGES, November 2026).
 */
const rightsSql = (scratchSchema: string): string => `
SELECT g.kind, g.schema_name, g.table_name, REPLACE(g.privilege_type, '_', ' ') AS privilege, g.grantee
FROM (
  SELECT 'TABLE' AS kind, table_schema AS schema_name, table_name, privilege_type, grantee, inherited_from
  FROM information_schema.table_privileges
  UNION ALL
  SELECT 'SCHEMA', schema_name, '', privilege_type, grantee, inherited_from FROM information_schema.schema_privileges
  UNION ALL
  SELECT 'CATALOG', '', '', privilege_type, grantee, inherited_from FROM information_schema.catalog_privileges
  UNION ALL
  SELECT 'TABLE', table_schema, table_name, '${owning}', table_owner, 'NONE' FROM information_schema.tables
  UNION ALL
  SELECT 'SCHEMA', schema_name, '', '${owning}', schema_owner, 'NONE' FROM information_schema.schemata
) AS g
WHERE g.schema_name NOT IN ('information_schema', ${literal(scratchSchema.toLowerCase())})
  AND COALESCE(g.inherited_from, 'NONE') = 'NONE'
  AND REPLACE(g.privilege_type, '_', ' ') NOT IN ('SELECT', 'USE CATALOG', 'USE SCHEMA', 'BROWSE')
  AND (g.grantee = CURRENT_USER() OR IS_ACCOUNT_GROUP_MEMBER(g.grantee))
ORDER BY g.kind, g.schema_name, g.table_name, privilege
LIMIT ${shownAtMost}`;
