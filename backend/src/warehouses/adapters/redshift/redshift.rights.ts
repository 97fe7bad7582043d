import type { ExcessRight, Row } from '../../port.js';
import { quoted } from '../tables.js';

const shownAtMost = 50;

/**
 * What the connection's user may do beyond reading and its scratch schema, as the catalogue tells: attributes of the
 * user, tables that it can change, places where it can create. Roles that it was granted show by what they allow.
 */
export async function redshiftRights(
  ask: (text: string) => Promise<readonly Row[]>,
  scratchSchema: string,
): Promise<readonly ExcessRight[]> {
  const name = String((await ask('SELECT CURRENT_USER'))[0]?.[0]);
  const user = quoted(name);
  const attributes = (await ask(attributesSql)).map(([right, word]): ExcessRight => ({
    right: String(right),
    object: null,
    remedy: `ALTER USER ${user} ${String(word)};`,
  }));
  const tables = (await ask(tablesSql(scratchSchema))).map(
    ([schema, table, mayInsert, mayUpdate, mayDelete, isOwner]): ExcessRight => {
      const path = `${quoted(String(schema))}.${quoted(String(table))}`;
      const rights = [mayInsert === true && 'INSERT', mayUpdate === true && 'UPDATE', mayDelete === true && 'DELETE']
        .filter((right) => right !== false)
        .join(', ');
      return {
        right: isOwner === true ? 'own and drop' : rights.toLowerCase(),
        object: `${String(schema)}.${String(table)}`,
        remedy:
          isOwner === true
            ? `ALTER TABLE ${path} OWNER TO <another user>;`
            : `REVOKE ${rights} ON ${path} FROM ${user}; -- and from PUBLIC, or the group or role it comes by`,
      };
    },
  );
  const places = (await ask(placesSql(scratchSchema))).map(([kind, place]): ExcessRight => ({
    right: `create in ${String(kind).toLowerCase()}`,
    object: String(place),
    remedy: `REVOKE CREATE ON ${String(kind)} ${quoted(String(place))} FROM ${user}; -- and from PUBLIC, or the group or role it comes by`,
  }));
  return [...attributes, ...tables, ...places];
}

const literal = (text: string): string => `'${text.replace(/'/g, "''")}'`;

/** PG_USER (Redshift Database Developer Guide, System tables and views, read November 2026). */
const attributesSql = `
SELECT 'be superuser' AS name, 'NOCREATEUSER' AS word FROM pg_user WHERE usename = CURRENT_USER AND usesuper
UNION ALL
SELECT 'create databases', 'NOCREATEDB' FROM pg_user WHERE usename = CURRENT_USER AND usecreatedb
ORDER BY 1`;

/** A superuser has them all anyway. */
const tablesSql = (scratchSchema: string): string => `
SELECT t.nspname, t.relname, t.may_insert, t.may_update, t.may_delete, t.is_owner
FROM (
  SELECT n.nspname, c.relname,
    has_table_privilege(quote_ident(n.nspname) || '.' || quote_ident(c.relname), 'INSERT') AS may_insert,
    has_table_privilege(quote_ident(n.nspname) || '.' || quote_ident(c.relname), 'UPDATE') AS may_update,
    has_table_privilege(quote_ident(n.nspname) || '.' || quote_ident(c.relname), 'DELETE') AS may_delete,
    c.relowner = me.usesysid AS is_owner
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_user AS me ON me.usename = CURRENT_USER AND NOT me.usesuper
  WHERE c.relkind IN ('r', 'v') AND n.nspname NOT IN ('information_schema', 'pg_catalog', ${literal(scratchSchema.toLowerCase())})
    AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!'
    AND has_schema_privilege(n.nspname, 'USAGE')
) AS t
WHERE t.may_insert OR t.may_update OR t.may_delete OR t.is_owner
ORDER BY t.nspname, t.relname
LIMIT ${shownAtMost}`;

const placesSql = (scratchSchema: string): string => `
SELECT 'SCHEMA' AS kind, n.nspname AS name
FROM pg_namespace AS n
JOIN pg_user AS me ON me.usename = CURRENT_USER AND NOT me.usesuper
WHERE n.nspname NOT IN ('information_schema', 'pg_catalog', ${literal(scratchSchema.toLowerCase())})
  AND n.nspname NOT LIKE 'pg!_%' ESCAPE '!' AND has_schema_privilege(n.nspname, 'CREATE')
UNION ALL
SELECT 'DATABASE', CURRENT_DATABASE()
FROM pg_user AS me
WHERE me.usename = CURRENT_USER AND NOT me.usesuper AND has_database_privilege(CURRENT_DATABASE(), 'CREATE')
ORDER BY 1, 2`;
