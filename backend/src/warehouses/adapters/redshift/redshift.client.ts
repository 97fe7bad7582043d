import type {
  BatchExecuteStatementCommandInput,
  DescribeStatementResponse,
  GetStatementResultResponse,
  RedshiftDataClient,
  RedshiftDataClientConfig,
} from '@aws-sdk/client-redshift-data';
import { warehouseFailure } from '../../failure-rules.js';
import { WarehouseFailure } from '../../warehouse-failure.js';
import { within } from '../within.js';
import { redshiftErrorOf, redshiftFailures } from './redshift.failures.js';
import { exactWholeNumbers } from './redshift.values.js';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface RedshiftAccess {
  readonly region: string;
  /** Identifier of a provisioned cluster; null = `workgroup` is given. */
  readonly cluster: string | null;
  /** Name of a serverless workgroup; null = `cluster` is given. */
  readonly workgroup: string | null;
  readonly database: string;
  /** Database user of a cluster; null = the user that belongs to the AWS identity. */
  readonly user: string | null;
  /** Role of the customer's account to take, with the external id that its trust policy demands. */
  readonly role: { readonly arn: string; readonly externalId: string } | null;
  /** null = the identity of this machine. */
  readonly keys: AwsKeys | null;
  /** Absent: AWS's own addresses of the region. */
  readonly endpoint?: string;
  /** Longest time of one call, repeats and slow answers included. Absent: a minute. */
  readonly callSeconds?: number;
}

/** The Data API's calls, in which every failure is a `WarehouseFailure`. */
export interface RedshiftCalls {
  /** Run the texts in one transaction on a session of their own. @returns id of the batch */
  submit(texts: readonly string[], job: string): Promise<string>;
  /** null = the Data API does not know it, or no longer. */
  look(id: string): Promise<DescribeStatementResponse | null>;
  /** Does nothing to a statement that has ended. */
  cancel(id: string): Promise<void>;
  /** One page of the rows of a statement of a batch (`<id>:<n>`). */
  page(id: string, next: string | null): Promise<GetStatementResultResponse>;
  close(): void;
}

const network = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Opens a client; nothing is sent before the first call. */
export async function openRedshiftCalls(access: RedshiftAccess): Promise<RedshiftCalls> {
  const sdk = await import('@aws-sdk/client-redshift-data');
  const client = new sdk.RedshiftDataClient({ ...(await configOf(access)), requestHandler: network });
  keepWholeNumbers(client);
  const where: Omit<BatchExecuteStatementCommandInput, 'Sqls'> = {
    Database: access.database,
    ...(access.cluster === null ? {} : { ClusterIdentifier: access.cluster }),
    ...(access.workgroup === null ? {} : { WorkgroupName: access.workgroup }),
    ...(access.user === null ? {} : { DbUser: access.user }),
  };
  const calling = async <T>(call: () => Promise<T>, text = ''): Promise<T> => {
    try {
      return await within(access.callSeconds ?? 60, call());
    } catch (thrown) {
      throw thrown instanceof WarehouseFailure
        ? thrown
        : warehouseFailure(redshiftFailures, redshiftErrorOf(thrown), text);
    }
  };
  return {
    submit: (texts, job) =>
      calling(async () => {
        // The token makes a repeat after a broken connection harmless: the same batch is answered.
        const input = { ...where, Sqls: [...texts], ClientToken: job, StatementName: `assay-${job}` };
        const { Id } = await client.send(new sdk.BatchExecuteStatementCommand(input));
        return Id ?? '';
      }, texts.at(-1)),
    look: (id) =>
      calling(async () => {
        try {
          return await client.send(new sdk.DescribeStatementCommand({ Id: id }));
        } catch (thrown) {
          if (thrown instanceof sdk.ResourceNotFoundException) return null;
          throw thrown;
        }
      }),
    cancel: (id) =>
      calling(async () => {
        try {
          await client.send(new sdk.CancelStatementCommand({ Id: id }));
        } catch (thrown) {
          const isOver = thrown instanceof sdk.ResourceNotFoundException || thrown instanceof sdk.ValidationException;
          if (!isOver) throw thrown;
        }
      }),
    page: (id, next) =>
      calling(() =>
        client.send(new sdk.GetStatementResultCommand({ Id: id, ...(next === null ? {} : { NextToken: next }) })),
      ),
    close: () => client.destroy(),
  };
}

async function configOf({ region, keys, role, endpoint }: RedshiftAccess): Promise<RedshiftDataClientConfig> {
  const place = { region, maxAttempts: 4, ...(endpoint === undefined ? {} : { endpoint }) };
  const own = keys === null ? {} : { credentials: keys };
  if (role === null) return { ...place, ...own };
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  // Asked again before the session ends, also in the middle of a poll.
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: role.arn, ExternalId: role.externalId, RoleSessionName: 'assay', DurationSeconds: 3600 },
    clientConfig: { ...place, requestHandler: network },
    ...(keys === null ? {} : { masterCredentials: keys }),
  });
  return { ...place, credentials };
}

/** The SDK reads whole numbers as doubles; see `exactWholeNumbers`. */
function keepWholeNumbers(client: RedshiftDataClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answered = await next(args);
        const response = answered.response as { statusCode?: number; body?: unknown };
        if (commandName !== 'GetStatementResultCommand' || response.statusCode !== 200) return answered;
        const chunks: Uint8Array[] = [];
        for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk);
        response.body = Buffer.from(exactWholeNumbers(Buffer.concat(chunks).toString('utf8')));
        return answered;
      },
    { step: 'deserialize', priority: 'low', name: 'keepWholeNumbers' },
  );
}
