import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { handleUnaryCall, Server, ServiceDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { Refusal, SecretManagerState } from './secrets.js';

type ClientOptions = NonNullable<ConstructorParameters<typeof SecretManagerServiceClient>[0]>;

/** Google Secret Manager on a free local port, over gRPC without TLS, as its real client speaks it. */
export interface FakeSecretManager {
  /** For the real client: leads it here, without TLS and without asking anybody who it is. */
  readonly clientOptions: ClientOptions;
  readonly state: SecretManagerState;
  close(): Promise<void>;
}

type Message = Readonly<Record<string, unknown>>;

/** Starts it empty. Its rules are those of the service that callers can see; see `SecretManagerState`. */
export async function startSecretManager(): Promise<FakeSecretManager> {
  const [grpc, loader, auth] = await Promise.all([
    import('@grpc/grpc-js'),
    import('@grpc/proto-loader'),
    import('google-auth-library'),
  ]);
  const protos = createRequire(import.meta.url).resolve('@google-cloud/secret-manager/build/protos/protos.json');
  const definition = loader.fromJSON(JSON.parse(readFileSync(protos, 'utf8')), {
    ...{ keepCase: true, longs: String, enums: String, defaults: true, oneofs: true },
  });
  const service = definition['google.cloud.secretmanager.v1.SecretManagerService'] as unknown as ServiceDefinition;
  const state = new SecretManagerState();
  const answering =
    (answer: (request: Message) => unknown): handleUnaryCall<Message, unknown> =>
    ({ request }, done) => {
      try {
        done(null, answer(request));
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
        done({ code: grpc.status[thrown.status], message: thrown.message });
      }
    };
  const implemented: Readonly<Record<string, (request: Message) => unknown>> = {
    CreateSecret: (request) => state.create(request as never),
    AddSecretVersion: (request) => state.add(request as never),
    AccessSecretVersion: (request) => state.access(request as never),
    ListSecretVersions: (request) => state.list(request as never),
    DestroySecretVersion: (request) => state.destroy(request as never),
  };
  const server: Server = new grpc.Server();
  const handlers = Object.entries(implemented).map(([name, answer]) => [name, answering(answer)]);
  server.addService(service, Object.fromEntries(handlers) as Record<string, UntypedHandleCall>);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const clientOptions: ClientOptions = {
    ...{ apiEndpoint: '127.0.0.1', port, sslCreds: grpc.credentials.createInsecure() },
    authClient: new auth.OAuth2Client(), // holds nothing: calls without TLS carry no credentials
  };
  return { clientOptions, state, close: async () => server.forceShutdown() };
}
