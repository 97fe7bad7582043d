/** The role as which the service runs its statements: not the owner of any table, so row security binds it. */
export const applicationRole = 'assay_app';

const tableName = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * The SQL that closes a tenant table to everyone but its organisation: row security, forced, and one policy.
 * Every migration that creates a table with `organisation_id` ends with it; a catalogue test finds the one that does not.
 *
 * @example export const up = `CREATE TABLE flag (…); ${tenantTable('flag')}`;
 */
export function tenantTable(table: string, column: 'organisation_id' | 'id' = 'organisation_id'): string {
  if (!tableName.test(table)) throw new Error(`"${table}" is not a plain table name`);
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON ${table} USING (in_tenant_scope(${column})) WITH CHECK (in_tenant_scope(${column}));
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${applicationRole};`;
}
