import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of a suite's own. */
export interface TestDatabase {
  readonly url: string;
  /** Removes it; connections that are still open are cut. */
  drop(): Promise<void>;
}

/** How a template is made, once per run, the first time that somebody asks for it. */
export interface Template {
  /** Changes when `prepare` would do something else, for example a digest of the migrations. */
  readonly key: string;
  /** Fills the empty database at `url`. */
  prepare(url: string): Promise<unknown>;
}

/** Address of the run's Postgres server, which the Jest project "int" starts. */
export function startPostgres(): string {
  const url = process.env['ASSAY_TEST_SERVER'];
  if (url === undefined) {
    throw new Error(
      'There is no test database server: name the file *.int.test.ts, so that it runs in the project "int".',
    );
  }
  return url;
}

/** A copy of a template database: about 100 ms. Without a template it is empty. */
export async function createDatabase(template?: Template): Promise<TestDatabase> {
  const server = startPostgres();
  const name = `suite_${randomBytes(6).toString('hex')}`;
  const source = template ? await ensureTemplate(server, template) : 'template0';
  await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${source}`));
  const drop = async (): Promise<void> => {
    await administer(server, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  };
  return { url: at(server, name), drop };
}

/** Makes the template if it is not there; of several test files that need it at once, one makes it. */
async function ensureTemplate(server: string, { key, prepare }: Template): Promise<string> {
  const name = `template_${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  await administer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock(411908)');
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
    await prepare(at(server, draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return name;
}

async function administer<T>(server: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function at(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}
