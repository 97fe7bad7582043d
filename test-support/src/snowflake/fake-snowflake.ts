import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '../python.js';

const beside = join(dirname(fileURLToPath(import.meta.url)), 'server');
/** A tool that was bundled lies elsewhere, and is run from the root of the repository. */
const server = existsSync(beside) ? beside : resolve('test-support/src/snowflake/server');

/** Somebody who may log in. Names are upper case, tables are `SCHEMA.TABLE`. */
export interface SnowflakeUser {
  readonly password?: string;
  /** Public key in PEM. */
  readonly publicKey?: string;
  readonly reads?: readonly string[];
  /** Schemas in which the user may do everything. */
  readonly owns?: readonly string[];
}

export interface FakeSnowflakeOptions {
  readonly database: string;
  readonly users: Readonly<Record<string, SnowflakeUser>>;
  /** Clients of the OAuth server, and as whom each logs in. */
  readonly clients?: Readonly<Record<string, { readonly secret: string; readonly user: string }>>;
  /** 0 or absent: any free one. */
  readonly port?: number;
}

/** What goes on in the stand-in, or goes wrong. */
export interface SnowflakeControl {
  /** Statements of an administrator. */
  readonly run?: readonly string[];
  /** What roles have: privilege, kind of object, its name. */
  readonly grants?: Readonly<Record<string, readonly (readonly [string, string, string])[]>>;
  /** How far the clock of the service is ahead of this machine's. */
  readonly clockSeconds?: number;
  /** The next statements are refused: code, SQL state and message of each. */
  readonly refuse?: readonly (readonly [string, string, string])[];
  /** How long a session's token is good for. */
  readonly sessionSeconds?: number;
  /** All tokens of now have expired: the driver renews them. */
  readonly expireSessions?: boolean;
  /** All sessions are gone: only another login helps. */
  readonly endSessions?: boolean;
  readonly forgetStatements?: boolean;
  /** So many chunks of results are refused, as after their links expire. */
  readonly refuseChunks?: number;
}

export interface LoggedStatement {
  readonly id: string;
  readonly text: string;
  readonly status: string;
  readonly user: string;
  readonly parameters: Readonly<Record<string, string | number>>;
}

export interface FakeSnowflake {
  readonly url: string;
  readonly tokenUrl: string;
  control(change: SnowflakeControl): Promise<{ readonly logins: number; readonly renewals: number }>;
  statements(): Promise<readonly LoggedStatement[]>;
  close(): Promise<void>;
}

/** The interpreter with the stand-in's packages; null where Python is absent. */
export const findSnowflakePython = (): string | null =>
  pythonWith(join(server, 'requirements.txt'), 'the stand-in for Snowflake');

/** A Snowflake on this machine: fakesnow behind the protocol of the Node driver. Ends with this process. */
export async function startSnowflake(python: string, options: FakeSnowflakeOptions): Promise<FakeSnowflake> {
  const child = spawn(python, [join(server, 'server.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, STAND_IN: JSON.stringify(options), PORT: String(options.port ?? 0) },
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints = (complaints + String(chunk)).slice(-4_000)));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const port = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then(() => Promise.reject(new Error(`the stand-in for Snowflake did not start: ${complaints}`))),
  ]);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    tokenUrl: `${url}/oauth/token`,
    control: async (change) => {
      const response = await fetch(`${url}/stand-in/control`, { method: 'POST', body: JSON.stringify(change) });
      if (!response.ok) throw new Error(`the stand-in refused: ${await response.text()}`);
      return (await response.json()) as { logins: number; renewals: number };
    },
    statements: async () => (await (await fetch(`${url}/stand-in/log`)).json()) as readonly LoggedStatement[],
    close: async () => {
      child.stdin.end(); // it ends with its standard input, also when this process dies
      await ended;
    },
  };
}
