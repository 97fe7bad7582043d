import { dialects, path, render } from '@assay/warehouse-sql';
import type { ExcessRight, Row } from '../../port.js';
import { quoted } from '../tables.js';

const shownAtMost = 50;
/** Roles that the connection's role was granted are followed so far. */
const mostRoles = 30;

/** What reading takes, and what tells no more than that something is there. */
const needed: ReadonlySet<string> = new Set(['USAGE', 'SELECT', 'REFERENCES', 'MONITOR', 'READ']);
/** Roles that Snowflake makes itself, which reach over the account. */
const systemRoles: ReadonlySet<string> = new Set([
  ...['ACCOUNTADMIN', 'SECURITYADMIN', 'USERADMIN', 'SYSADMIN', 'ORGADMIN', 'GLOBALORGADMIN'],
]);

type Ask = (text: string) => Promise<readonly Row[]>;

/**
 * What the connection's role may do beyond reading and its scratch schema: its own grants and those of every role that
 * it was granted, as `SHOW GRANTS` lists them.
 */
export async function snowflakeRights(
  ask: Ask,
  { database, scratchSchema }: { readonly database: string; readonly scratchSchema: string },
): Promise<readonly ExcessRight[]> {
  const own = String((await ask('SELECT CURRENT_ROLE()'))[0]?.[0] ?? '');
  const scratch = `${folded(database)}.${folded(scratchSchema)}`;
  const isOurs = (object: string): boolean => object === scratch || object.startsWith(`${scratch}.`);
  const found: ExcessRight[] = [];
  const roles = own === '' ? [] : [own];
  for (let at = 0; at < Math.min(roles.length, mostRoles); at++) {
    const role = roles[at] as string;
    if (systemRoles.has(role)) found.push(systemRole(role, own));
    // created_on, privilege, granted_on, name, … (SHOW GRANTS, November 2026)
    for (const [, right, kind, name] of (await ask(`SHOW GRANTS TO ROLE ${stored(role)}`)).map((row) =>
      row.map(String),
    )) {
      if (right === undefined || kind === undefined || name === undefined) continue;
      if (kind === 'ROLE' && right === 'USAGE') {
        if (!roles.includes(name)) roles.push(name);
      } else if (!needed.has(right) && !isOurs(name)) found.push(excess(right, kind.replaceAll('_', ' '), name, role));
    }
  }
  return found.slice(0, shownAtMost);
}

const systemRole = (role: string, own: string): ExcessRight => ({
  right: 'use a role that reaches over the account',
  object: role,
  remedy:
    role === own
      ? 'Name a role of its own in the connection, with the grants that its form shows.'
      : `REVOKE ROLE ${stored(role)} FROM ROLE ${stored(own)}; -- or from the role between them`,
});

const excess = (right: string, kind: string, name: string, role: string): ExcessRight => {
  const isAccount = kind === 'ACCOUNT';
  return {
    right: right === 'OWNERSHIP' ? 'own and drop' : right.toLowerCase(),
    object: isAccount ? null : name,
    remedy:
      right === 'OWNERSHIP'
        ? `GRANT OWNERSHIP ON ${kind} ${name} TO ROLE <another role> COPY CURRENT GRANTS;`
        : `REVOKE ${right} ON ${isAccount ? 'ACCOUNT' : `${kind} ${name}`} FROM ROLE ${stored(role)};`,
  };
};

/** A name as the catalogue keeps it: what is not upper case is quoted. */
const stored = (name: string): string => (/^[A-Z_][A-Z0-9_]*$/.test(name) ? name : quoted(name));
const named = (name: string): string => render(path([name]), dialects.snowflake);
/** A name as `SHOW GRANTS` writes it: what needs no quotes is upper case. */
const folded = (name: string): string => (named(name).startsWith('"') ? named(name) : name.toUpperCase());
