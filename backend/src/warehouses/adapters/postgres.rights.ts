import type { ExcessRight, Row } from '../port.js';
import { quoted } from './tables.js';

const shownAtMost = 50;

type Ask = (text: string, values?: readonly unknown[]) => Promise<readonly Row[]>;

/**
 * What the connection's role may do beyond reading and its scratch schema, as the catalogue tells: attributes of the
 * role, predefined roles that it can use, tables that it can change, places where it can create.
 */
export async function postgresRights(ask: Ask, scratchSchema: string): Promise<readonly ExcessRight[]> {
  const role = quoted(String((await ask('SELECT current_user'))[0]?.[0]));
  const attributes = (await ask(attributesSql)).map(([right, word]): ExcessRight => ({
    right: String(right),
    object: null,
    remedy: `ALTER ROLE ${role} ${String(word)};`,
  }));
  const memberships = (await ask(membershipsSql)).map(([name]): ExcessRight => ({
    right: 'use a role that reaches further',
    object: String(name),
    remedy: `REVOKE ${quoted(String(name))} FROM ${role};`,
  }));
  const tables = (await ask(tablesSql, [scratchSchema, shownAtMost])).map(
    ([schema, name, rights, owner]): ExcessRight => {
      const table = `${quoted(String(schema))}.${quoted(String(name))}`;
      return {
        right: owner === true ? 'own and drop' : String(rights).toLowerCase(),
        object: `${String(schema)}.${String(name)}`,
        remedy:
          owner === true
            ? `ALTER TABLE ${table} OWNER TO <another role>;`
            : `REVOKE ${String(rights)} ON ${table} FROM ${role}; -- and from PUBLIC, or the role it comes by`,
      };
    },
  );
  const places = (await ask(placesSql, [scratchSchema])).map(([kind, name]): ExcessRight => ({
    right: `create in ${String(kind).toLowerCase()}`,
    object: String(name),
    remedy: `REVOKE CREATE ON ${String(kind)} ${quoted(String(name))} FROM ${role}; -- and from PUBLIC, or the role it comes by`,
  }));
  return [...attributes, ...memberships, ...tables, ...places];
}

/** Attributes of the role itself (PostgreSQL 18 manual, CREATE ROLE, read November 2026). */
const attributesSql = `
SELECT a.name, a.word
FROM pg_roles AS r
CROSS JOIN LATERAL (VALUES
  (r.rolsuper, 'be superuser', 'NOSUPERUSER'), (r.rolcreatedb, 'create databases', 'NOCREATEDB'),
  (r.rolcreaterole, 'create roles', 'NOCREATEROLE'), (r.rolreplication, 'replicate the server', 'NOREPLICATION'),
  (r.rolbypassrls, 'see rows that row security hides', 'NOBYPASSRLS')) AS a (has, name, word)
WHERE r.rolname = current_user AND a.has`;

/** Predefined roles (manual, chapter 22.5), and any other role with an attribute; a superuser has them all anyway. */
const membershipsSql = `
SELECT r.rolname
FROM pg_roles AS r
JOIN pg_roles AS me ON me.rolname = current_user AND NOT me.rolsuper
WHERE r.oid <> me.oid AND pg_has_role(current_user, r.oid, 'MEMBER')
  AND (r.rolname LIKE 'pg\\_%' OR r.rolsuper OR r.rolcreatedb OR r.rolcreaterole OR r.rolreplication OR r.rolbypassrls)
ORDER BY r.rolname`;

const tablesSql = `
SELECT n.nspname, c.relname, concat_ws(', ',
    CASE WHEN has_table_privilege(c.oid, 'INSERT') THEN 'INSERT' END,
    CASE WHEN has_table_privilege(c.oid, 'UPDATE') THEN 'UPDATE' END,
    CASE WHEN has_table_privilege(c.oid, 'DELETE') THEN 'DELETE' END,
    CASE WHEN has_table_privilege(c.oid, 'TRUNCATE') THEN 'TRUNCATE' END) AS rights,
  pg_has_role(current_user, c.relowner, 'USAGE') AS is_owner
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_roles AS me ON me.rolname = current_user AND NOT me.rolsuper
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('information_schema', 'pg_catalog', $1)
  AND n.nspname NOT LIKE 'pg\\_t%'
  AND (pg_has_role(current_user, c.relowner, 'USAGE') OR has_table_privilege(c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
ORDER BY n.nspname, c.relname
LIMIT $2`;

const placesSql = `
SELECT 'SCHEMA' AS kind, n.nspname AS name
FROM pg_namespace AS n
JOIN pg_roles AS me ON me.rolname = current_user AND NOT me.rolsuper
WHERE n.nspname NOT IN ('information_schema', 'pg_catalog', $1) AND n.nspname NOT LIKE 'pg\\_t%'
  AND has_schema_privilege(n.oid, 'CREATE')
UNION ALL
SELECT 'DATABASE', current_database()
FROM pg_roles AS me
WHERE me.rolname = current_user AND NOT me.rolsuper AND has_database_privilege(current_database(), 'CREATE')
ORDER BY 1, 2`;
