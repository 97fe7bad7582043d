import databricks from '@databricks/sql';
import type {
  TExecuteStatementReq,
  TFetchResultsReq,
  TOpenSessionReq,
  TOperationHandle,
  TSessionHandle,
} from '@databricks/sql/thrift/TCLIService_types.js';
import Int64 from 'node-int64';
import thrift from 'thrift';
import { described, wireColumn } from './answers.js';
import { type FakeOperation, type Operations, operationStates } from './operations.js';

const { TCLIService, TCLIService_types: t } = databricks.thrift;

interface Service {
  readonly operations: Operations;
  readonly state: { readonly sessions: ReadonlyMap<string, Readonly<Record<string, string>>>; lostParts: number };
  /** A new session; null = there is no such catalog. */
  open(catalog: string | undefined, configuration: Readonly<Record<string, string>>): Buffer | null;
}

const success = { statusCode: t.TStatusCode.SUCCESS_STATUS };
const unknownHandle = { statusCode: t.TStatusCode.INVALID_HANDLE_STATUS, errorMessage: 'Invalid OperationHandle' };
const unknownSession = { statusCode: t.TStatusCode.INVALID_HANDLE_STATUS, errorMessage: 'Invalid SessionHandle' };
const refused = (sqlState: string, message: string) => ({
  ...{ statusCode: t.TStatusCode.ERROR_STATUS, sqlState, errorMessage: message, displayMessage: message },
});

type Reply<R> = (error: null, answer: R) => void;
type Handled = { readonly operationHandle: TOperationHandle };

/** Answers of the service to the calls of the driver; the wire is read and written by the driver's own code. */
function handlersOf({ operations, state, open }: Service) {
  const withOperation =
    <Q extends Handled>(answer: (operation: FakeOperation, request: Q) => object) =>
    (request: Q, reply: Reply<object>): void => {
      const operation = operations.find(request.operationHandle.operationId.guid);
      const isOwn = operation?.secret.equals(request.operationHandle.operationId.secret) === true;
      reply(null, operation && isOwn ? answer(operation, request) : { status: unknownHandle });
    };
  return {
    OpenSession: ({ configuration, initialNamespace }: TOpenSessionReq, reply: Reply<object>): void => {
      const catalog = initialNamespace?.catalogName;
      const guid = open(catalog, configuration ?? {});
      const absent = `[NO_SUCH_CATALOG_EXCEPTION] Catalog '${catalog ?? ''}' was not found. SQLSTATE: 42704`;
      reply(null, {
        status: guid === null ? refused('42704', absent) : success,
        serverProtocolVersion: t.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8,
        ...(guid === null ? {} : { sessionHandle: { sessionId: { guid, secret: Buffer.alloc(16) } } }),
      });
    },
    CloseSession: ({ sessionHandle }: { sessionHandle: TSessionHandle }, reply: Reply<object>): void => {
      operations.forget(sessionHandle.sessionId.guid.toString('hex'));
      reply(null, { status: success });
    },
    ExecuteStatement: (request: TExecuteStatementReq, reply: Reply<object>): void => {
      const session = request.sessionHandle.sessionId.guid.toString('hex');
      const configuration = state.sessions.get(session);
      if (configuration === undefined) return reply(null, { status: unknownSession });
      const timeout = Number(configuration['STATEMENT_TIMEOUT'] ?? 0);
      const { guid, secret } = operations.start(session, request.statement, timeout);
      const operationType = t.TOperationType.EXECUTE_STATEMENT;
      const operationHandle = { operationId: { guid, secret }, operationType, hasResultSet: true };
      return reply(null, { status: success, operationHandle });
    },
    GetOperationStatus: withOperation(({ state: operationState, error, startedAt, endedAt }) => ({
      ...{ status: success, operationState, hasResultSet: true, operationStarted: new Int64(startedAt) },
      ...(endedAt === null ? {} : { operationCompleted: new Int64(endedAt) }),
      ...(error === null
        ? {}
        : { sqlState: error.sqlState, errorMessage: error.message, displayMessage: error.message }),
    })),
    CancelOperation: withOperation((operation) => {
      operation.stop(operationStates.cancelled);
      return { status: success };
    }),
    CloseOperation: withOperation(({ guid }) => {
      operations.close(guid);
      return { status: success };
    }),
    GetResultSetMetadata: withOperation(({ columns }) => ({
      ...{ status: success, resultFormat: t.TSparkRowSetType.COLUMN_BASED_SET },
      schema: { columns: columns.map(described) },
    })),
    FetchResults: withOperation<TFetchResultsReq>((operation, { orientation, maxRows }) => {
      if (orientation === t.TFetchOrientation.FETCH_FIRST) operation.fetched = 0;
      const isLost = state.lostParts > 0;
      if (isLost) state.lostParts -= 1;
      if (isLost) operation.fetched += Number(maxRows); // it left and never came
      const from = operation.fetched;
      const rows = operation.rows.slice(from, from + Number(maxRows));
      operation.fetched += rows.length;
      const columns = operation.columns.map((column, at) =>
        wireColumn(
          column,
          rows.map((row) => row[at] ?? null),
        ),
      );
      return {
        ...{ status: success, hasMoreRows: operation.fetched < operation.rows.length },
        results: { startRowOffset: new Int64(from), rows: [], columns },
      };
    }),
  };
}

/** One call: its bytes in, the answer's bytes out. */
export function processorOf(service: Service): (call: Buffer) => Promise<Buffer> {
  const processor = new TCLIService.Processor(handlersOf(service));
  return (call) =>
    new Promise((resolve, reject) => {
      try {
        thrift.TBufferedTransport.receiver((transport) => {
          const output = new thrift.TBufferedTransport(undefined as never, (written) => resolve(written as Buffer));
          processor.process(
            new thrift.TBinaryProtocol(transport) as never,
            new thrift.TBinaryProtocol(output) as never,
          );
          transport.commitPosition();
        }, 0)(call);
      } catch (thrown) {
        reject(thrown as Error);
      }
    });
}
