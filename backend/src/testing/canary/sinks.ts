import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Browser } from '../browser.js';

/** What one place of ours holds. */
export interface Held {
  readonly sink: string;
  readonly content: string | Buffer;
}

/** Every table of every schema of our own database, the job queue's too. */
export async function heldInDatabase(url: string): Promise<Held[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SET row_security = off');
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name FROM information_schema.tables
       WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
    );
    const held: Held[] = [];
    for (const { name } of tables) {
      // Not `t::text`, which doubles quotes in its own way.
      const { rows } = await client.query<{ row: string }>(`SELECT to_jsonb(t)::text AS row FROM ${name} AS t`);
      held.push({ sink: `table ${name}`, content: rows.map(({ row }) => row).join('\n') });
      const { rows: raw } = await client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      for (const content of raw.flatMap((row) => Object.values(row)).filter((cell) => Buffer.isBuffer(cell))) {
        held.push({ sink: `table ${name}`, content });
      }
    }
    return held;
  } finally {
    await client.end();
  }
}

/** Every file below a folder. */
export async function heldInFiles(folder: string): Promise<Held[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        return { sink: `file ${path.slice(folder.length + 1)}`, content: await readFile(path) };
      }),
  );
}

/**
 * The answer of every GET of the API: lists first, then each address with the ids that lists gave.
 *
 * @param paths of the OpenAPI document, such as `/api/v1/experiments/{id}/runs`.
 */
export async function heldInAnswers(browser: Browser, paths: readonly string[], query = ''): Promise<Held[]> {
  const held: Held[] = [];
  const ids = new Map<string, string[]>();
  const ask = async (path: string): Promise<unknown> => {
    const { text, body } = await browser.get(path + query);
    held.push({ sink: `answer ${path}`, content: text });
    return body;
  };
  const own = paths.map((path) => path.replace('/api/v1', ''));
  for (const path of own.filter((one) => !one.includes('{'))) {
    const body = (await ask(path)) as { items?: { id?: string; key?: string }[] };
    ids.set(path, [...new Set((body.items ?? []).flatMap(({ id, key }) => [id ?? [], key ?? []].flat()))]);
  }
  for (const path of own.filter((one) => one.includes('{'))) {
    const list = path.slice(0, path.indexOf('/{'));
    for (const id of ids.get(list) ?? []) await ask(path.replace(/\{\w+\}/, encodeURIComponent(id)));
  }
  return held;
}
