import type { Connection, ConnectionOptions, RowStatement } from 'snowflake-sdk';
import { warehouseFailure } from '../../failure-rules.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { within } from '../within.js';
import { snowflakeErrorOf, snowflakeFailures } from './snowflake.failures.js';

/** How the user proves itself; each holds the connection's secret. */
export type SnowflakeCredentials =
  | { readonly method: 'key_pair'; readonly user: string; readonly privateKey: string }
  | {
      readonly method: 'oauth';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenUrl: string;
      readonly scope: string | null;
    }
  | { readonly method: 'password'; readonly user: string; readonly password: string };

export interface SnowflakeAccess {
  /** `<organisation>-<account>`, or a locator with its region. */
  readonly account: string;
  readonly database: string;
  readonly warehouse: string;
  /** null = the user's default role. */
  readonly role: string | null;
  readonly credentials: SnowflakeCredentials;
  /** Absent: Snowflake's own address of the account. */
  readonly url?: string;
  /** Longest time of one call, repeats and slow answers included. Absent: two minutes. */
  readonly callSeconds?: number;
}

/** The driver's calls, in which every failure is a `WarehouseFailure`. */
export interface SnowflakeCalls {
  /** Start a statement and leave it running. @returns its query id */
  submit(text: string, parameters: Readonly<Record<string, string | number>>, job: string): Promise<string>;
  /** All rows of a small question of our own, in one call. */
  ask(text: string, parameters: Readonly<Record<string, string | number>>): Promise<readonly (readonly unknown[])[]>;
  /** The service's word for where it stands; `NO_DATA` = it does not know it. */
  status(id: string): Promise<string>;
  /** The result of an ended statement; rejects with its failure if it failed. */
  result(id: string, text: string): Promise<RowStatement>;
  /** Rows `from` to `until`, the latter excluded. */
  rows(result: RowStatement, from: number, until: number): Promise<readonly (readonly unknown[])[]>;
  close(): void;
}

/** The session is over although the credentials are good: a new one goes on where the old one was. */
const sessionIsOver: ReadonlySet<string> = new Set([
  '390104',
  '390111',
  '390112',
  '390114',
  '390195',
  '401004',
  '407002',
]);

/** Opens no connection before the first call; one connection serves all statements, also at the same time. */
export async function openSnowflakeCalls(access: SnowflakeAccess): Promise<SnowflakeCalls> {
  const { default: driver } = await import('snowflake-sdk');
  driver.configure({ logLevel: 'OFF' });
  const options = optionsOf(access);
  const seconds = access.callSeconds ?? 120;
  let session: Promise<Connection> | null = null;

  const inSession = async <T>(call: (connection: Connection) => Promise<T>, text = ''): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      const opening = (session ??= connect(() => driver.createConnection(options)));
      let isOpen = false;
      const answer = opening.then((connection) => {
        isOpen = true;
        return call(connection);
      });
      try {
        return await within(seconds, answer);
      } catch (thrown) {
        if (thrown instanceof WarehouseFailure) throw thrown;
        const error = snowflakeErrorOf(thrown);
        const isOver = isOpen && sessionIsOver.has(error.code);
        if ((isOver || !isOpen) && session === opening) session = null;
        if (!isOver || attempt > 1) throw warehouseFailure(snowflakeFailures, error, text);
      }
    }
  };

  return {
    submit: (text, parameters, job) =>
      inSession(async (connection) => {
        // A repeat of the driver after a broken connection carries the same id: the service answers the same statement.
        const request = { sqlText: text, parameters: { ...parameters }, requestId: job, asyncExec: true };
        return (await executed(connection, request)).getQueryId();
      }, text),
    ask: (text, parameters) =>
      inSession(async (connection) => {
        const result = await executed(connection, { sqlText: text, parameters: { ...parameters }, streamResult: true });
        const rows: unknown[][] = [];
        for await (const row of result.streamRows()) rows.push(row);
        return rows;
      }, text),
    status: (id) => inSession((connection) => connection.getQueryStatus(id)),
    result: (id, text) => inSession((connection) => fetched(connection, id), text),
    rows: (result, from, until) =>
      inSession(async () => {
        const rows: unknown[][] = [];
        if (until > from) for await (const row of result.streamRows({ start: from, end: until - 1 })) rows.push(row);
        return rows;
      }),
    close: () => {
      const closing = session;
      session = Promise.reject(new WarehouseFailure('network', 'The connection is closed. Open it again.'));
      session.catch(() => undefined);
      closing?.then((connection) => connection.destroy(() => undefined)).catch(() => undefined);
    },
  };
}

/** Snowflake's own address of an account. */
export const snowflakeUrlOf = (account: string): string => `https://${account}.snowflakecomputing.com`;

function optionsOf({ account, database, warehouse, role, credentials, url }: SnowflakeAccess): ConnectionOptions {
  return {
    ...{ account, accessUrl: url ?? snowflakeUrlOf(account), database, warehouse },
    ...(role === null ? {} : { role }),
    ...{ application: 'Assay', validateDefaultParameters: true, sfRetryMaxLoginRetries: 3 },
    // Exact values: numbers, semi-structured values and bytes as text, arrays in place of objects, null as null.
    ...{ rowMode: 'array', fetchAsString: ['Number', 'JSON', 'Buffer'], representNullAsStringNull: false },
    ...proofOf(credentials),
  };
}

function proofOf(credentials: SnowflakeCredentials): ConnectionOptions {
  switch (credentials.method) {
    case 'key_pair':
      return { authenticator: 'SNOWFLAKE_JWT', username: credentials.user, privateKey: credentials.privateKey };
    case 'oauth': {
      const { clientId, clientSecret, tokenUrl, scope } = credentials;
      return {
        ...{ authenticator: 'OAUTH_CLIENT_CREDENTIALS', oauthClientId: clientId, oauthClientSecret: clientSecret },
        ...{ oauthTokenRequestUrl: tokenUrl, oauthHttpAllowed: tokenUrl.startsWith('http://127.0.0.1:') },
        ...(scope === null ? {} : { oauthScope: scope }),
      };
    }
    case 'password':
      return { username: credentials.user, password: credentials.password };
    default:
      return credentials satisfies never;
  }
}

const connect = async (create: () => Connection): Promise<Connection> =>
  new Promise((resolve, reject) => {
    create()
      .connectAsync((error, connection) => (error ? reject(error) : resolve(connection)))
      .catch(reject);
  });

type Request = Omit<Parameters<Connection['execute']>[0], 'complete'>;

const executed = (connection: Connection, request: Request): Promise<RowStatement> =>
  new Promise((resolve, reject) => {
    connection.execute({ ...request, complete: (error, result) => (error ? reject(error) : resolve(result)) });
  });

const fetched = (connection: Connection, queryId: string): Promise<RowStatement> =>
  new Promise((resolve, reject) => {
    const complete = (error: unknown, result: RowStatement) => (error ? reject(error) : resolve(result));
    connection.fetchResult({ queryId, streamResult: true, rowMode: 'array', complete });
  });
