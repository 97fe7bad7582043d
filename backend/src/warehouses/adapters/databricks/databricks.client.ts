import type { Agent } from 'node:https';
import type { DBSQLClient } from '@databricks/sql';
import type {
  TFetchResultsResp,
  TGetOperationStatusResp,
  TOperationHandle,
  TSessionHandle,
  TStatus,
  TTableSchema,
} from '@databricks/sql/thrift/TCLIService_types.js';
import Int64 from 'node-int64';
import { warehouseFailure } from '../../failure-rules.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { within } from '../within.js';
import {
  databricksErrorOf,
  databricksFailures,
  httpStatusOf,
  isUnknownHandle,
  ServiceRefusal,
} from './databricks.failures.js';
import { type DatabricksCredentials, tokensOf } from './databricks.tokens.js';

export interface DatabricksAccess {
  /** The workspace: `dbc-a1b2c3d4-e5f6.cloud.databricks.com`. */
  readonly host: string;
  /** HTTP path of a SQL warehouse: `/sql/1.0/warehouses/0123456789abcdef`. */
  readonly path: string;
  readonly catalog: string;
  readonly credentials: DatabricksCredentials;
  /** Absent: `https://<host>`. */
  readonly url?: string;
  /** PEM of the authority that signed the certificate. Absent: those that Node trusts. */
  readonly authority?: string;
  /** Longest time of one call, repeats and slow answers included. Absent: two minutes. */
  readonly callSeconds?: number;
  /** Longest wait for a warehouse that starts. Absent: five minutes. */
  readonly startSeconds?: number;
}

/** The driver's calls, in which every failure is a `WarehouseFailure`. */
export interface DatabricksCalls {
  /** Start a statement and leave it running. */
  submit(text: string, timeoutSeconds: number): Promise<TOperationHandle>;
  /** null = the service does not know the statement (any longer). */
  status(handle: TOperationHandle): Promise<TGetOperationStatusResp | null>;
  schema(handle: TOperationHandle): Promise<TTableSchema | null>;
  /** The next rows, or from the first again. */
  fetch(handle: TOperationHandle, from: 'next' | 'first', rows: number): Promise<TFetchResultsResp>;
  cancel(handle: TOperationHandle): Promise<void>;
  /** The service may forget it. */
  release(handle: TOperationHandle): Promise<void>;
  close(): Promise<void>;
}

/** The service did not take the call: the warehouse starts, or too many calls came. */
const notTaken = new Set([429, 503]);

type Driver = Awaited<ReturnType<DBSQLClient['getDriver']>>;

/** Opens no connection before the first call; one session serves all statements, also at the same time. */
export async function openDatabricksCalls(access: DatabricksAccess, timeoutSeconds: number): Promise<DatabricksCalls> {
  const { default: databricks } = await import('@databricks/sql');
  const base = new URL(access.url ?? `https://${access.host}`);
  const [seconds, startSeconds] = [access.callSeconds ?? 120, access.startSeconds ?? 300];
  const client = new databricks.DBSQLClient({ logger: { log: () => undefined } });
  const { TFetchOrientation, TProtocolVersion, TStatusCode } = databricks.thrift.TCLIService_types;
  const hasFailed = new Set<number>([TStatusCode.ERROR_STATUS, TStatusCode.INVALID_HANDLE_STATUS]);
  const agentOf = async (): Promise<Agent> => (await (await client.getConnectionProvider()).getAgent()) as Agent;
  const tokens = tokensOf(access.credentials, base, agentOf);
  await client.connect({
    ...{ host: base.hostname, port: Number(base.port || 443), path: access.path, userAgentEntry: 'Assay' },
    ...{
      authType: 'custom',
      provider: { authenticate: async () => ({ Authorization: `Bearer ${await tokens.get()}` }) },
    },
    ...{ telemetryEnabled: false, socketTimeout: seconds * 1000 },
    ...{ retryMaxAttempts: 4, retriesTimeout: seconds * 1000, retryDelayMin: 200, retryDelayMax: 2_000 },
  });
  // @databricks/sql: takes any certificate on this road (HttpConnection, 2.0.0); a token is sent to the workspace alone.
  const agent = await agentOf();
  Object.assign(agent.options, {
    rejectUnauthorized: true,
    ...(access.authority === undefined ? {} : { ca: access.authority }),
  });
  let session: Promise<TSessionHandle> | null = null;
  let isClosed = false;

  /** One call; again with another token where the service refused this one, and where it was not ready to take it. */
  const called = async <R extends { status: TStatus }>(call: (driver: Driver) => Promise<R>): Promise<R> => {
    const until = performance.now() + startSeconds * 1000;
    let isRenewed = false;
    for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      try {
        const answer = await within(seconds, client.getDriver().then(call));
        if (hasFailed.has(answer.status.statusCode)) throw new ServiceRefusal(answer.status);
        return answer;
      } catch (thrown) {
        const status = httpStatusOf(thrown);
        const isRefused: boolean = (status === 401 || status === 403) && !isRenewed && tokens.renew();
        const isLater = status !== null && notTaken.has(status) && performance.now() + pauseMs < until;
        if (!isRefused && !isLater) throw thrown;
        isRenewed ||= isRefused;
        if (isLater) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  };

  const told = async <T>(call: () => Promise<T>, text = ''): Promise<T> => {
    if (isClosed)
      throw new WarehouseFailure('network', 'The connection is closed. Open it again.', { cause: 'network' });
    try {
      return await call();
    } catch (thrown) {
      if (thrown instanceof WarehouseFailure) throw thrown;
      throw warehouseFailure(databricksFailures, databricksErrorOf(thrown), text);
    }
  };

  const opened = async (): Promise<TSessionHandle> => {
    const answer = await called((driver) =>
      driver.openSession({
        client_protocol_i64: new Int64(TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8),
        initialNamespace: { catalogName: access.catalog },
        canUseMultipleCatalogs: true,
        configuration: { TIMEZONE: 'UTC', ANSI_MODE: 'true', STATEMENT_TIMEOUT: String(timeoutSeconds) },
      }),
    );
    if (answer.sessionHandle === undefined) throw new ServiceRefusal(answer.status);
    return answer.sessionHandle;
  };

  /** In the session that is open, or a new one where the service has ended it: it does so after some idle minutes. */
  const inSession = async <R>(call: (handle: TSessionHandle) => Promise<R>): Promise<R> => {
    for (let attempt = 1; ; attempt++) {
      const opening = (session ??= opened());
      try {
        return await call(await opening);
      } catch (thrown) {
        const isOver = isUnknownHandle(thrown);
        const isOpen = await opening.then(
          () => true,
          () => false,
        );
        if ((isOver || !isOpen) && session === opening) session = null;
        if (!isOver || !isOpen || attempt > 1) throw thrown;
      }
    }
  };

  return {
    submit: (text, statementSeconds) =>
      told(async () => {
        // Columns of exact values: neither Arrow nor files in the cloud, which hold a large integer as a double.
        const wanted = { statement: text, runAsync: true, canReadArrowResult: false, canDownloadResult: false };
        const queryTimeout = new Int64(statementSeconds);
        const { operationHandle, status } = await inSession((sessionHandle) =>
          called((driver) => driver.executeStatement({ ...wanted, sessionHandle, queryTimeout })),
        );
        if (operationHandle === undefined) throw new ServiceRefusal(status);
        return operationHandle;
      }, text),
    status: (operationHandle) =>
      told(async () => {
        try {
          return await called((driver) => driver.getOperationStatus({ operationHandle, getProgressUpdate: false }));
        } catch (thrown) {
          if (isUnknownHandle(thrown)) return null;
          throw thrown;
        }
      }),
    schema: (operationHandle) =>
      told(async () => (await called((driver) => driver.getResultSetMetadata({ operationHandle }))).schema ?? null),
    fetch: (operationHandle, from, rows) =>
      told(() =>
        called((driver) =>
          driver.fetchResults({
            ...{ operationHandle, maxRows: new Int64(rows) },
            orientation: from === 'first' ? TFetchOrientation.FETCH_FIRST : TFetchOrientation.FETCH_NEXT,
          }),
        ),
      ),
    cancel: (operationHandle) =>
      told(async () => {
        try {
          await called((driver) => driver.cancelOperation({ operationHandle }));
        } catch (thrown) {
          if (!isUnknownHandle(thrown)) throw thrown;
        }
      }),
    release: async (operationHandle) => {
      await called((driver) => driver.closeOperation({ operationHandle })).catch(() => undefined); // it ends with its session
    },
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      const open = await session?.catch(() => null);
      if (open) await called((driver) => driver.closeSession({ sessionHandle: open })).catch(() => undefined);
      await client.close();
      agent.destroy();
    },
  };
}
