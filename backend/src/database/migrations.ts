import { readdir } from 'node:fs/promises';
import pg from 'pg';

/** One idea of a change, hand-written. Both run inside a transaction. */
export interface Migration {
  /** The file's name without ending: `20261122090000-organisation`. */
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

const fileName = /^(\d{14}-[a-z0-9-]+)\.(?:ts|js)$/;
/** Any two processes that start together wait for each other here. */
const lockKey = 727_274;

/** Reads the folder `migrations/`; a file put there is picked up, there is no list to edit. */
export async function readMigrations(): Promise<readonly Migration[]> {
  const folder = new URL('./migrations/', import.meta.url);
  const files = (await readdir(folder)).filter((file) => fileName.test(file) && !file.endsWith('.d.ts')).sort();
  return Promise.all(
    files.map(async (file) => {
      const { up, down } = (await import(new URL(file, folder).href)) as Omit<Migration, 'name'>;
      const name = fileName.exec(file)?.[1] ?? file;
      if (typeof up !== 'string' || typeof down !== 'string')
        throw new Error(`${file} must export texts "up" and "down"`);
      return { name, up, down };
    }),
  );
}

/**
 * Brings a database up to date and returns the names of what was applied now.
 * `ownerUrl` is the login that owns the tables. Throws, with nothing half done, at the first migration that fails.
 */
export async function migrate(ownerUrl: string, migrations?: readonly Migration[]): Promise<readonly string[]> {
  const known = migrations ?? (await readMigrations());
  return withLock(ownerUrl, async (client) => {
    const applied = await appliedNames(client);
    const unknown = applied.filter((name) => !known.some((migration) => migration.name === name));
    if (unknown.length > 0) {
      throw new Error(
        `The database is newer than this program: it has ${unknown.join(', ')}. Start the newer version.`,
      );
    }
    const pending = known.filter(({ name }) => !applied.includes(name));
    for (const { name, up } of pending) {
      await inTransaction(client, name, up, 'INSERT INTO migration (name) VALUES ($1)');
    }
    return pending.map(({ name }) => name);
  });
}

/** Undoes the newest `steps` migrations, newest first, and returns their names. */
export async function revert(
  ownerUrl: string,
  steps: number,
  migrations?: readonly Migration[],
): Promise<readonly string[]> {
  const known = migrations ?? (await readMigrations());
  return withLock(ownerUrl, async (client) => {
    const names = (await appliedNames(client)).reverse().slice(0, steps);
    for (const name of names) {
      const down = known.find((migration) => migration.name === name)?.down;
      if (down === undefined) throw new Error(`There is no file for the migration ${name}; it cannot be undone.`);
      await inTransaction(client, name, down, 'DELETE FROM migration WHERE name = $1');
    }
    return names;
  });
}

async function withLock<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'assay migrate' });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS migration (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    return await run(client);
  } finally {
    await client.end();
  }
}

async function appliedNames(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM migration ORDER BY name');
  return rows.map(({ name }) => name);
}

async function inTransaction(client: pg.Client, name: string, change: string, record: string): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(change);
    await client.query(record, [name]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`The migration ${name} failed: ${(cause as Error).message}`, { cause });
  }
}
