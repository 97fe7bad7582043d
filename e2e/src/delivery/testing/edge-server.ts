import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EdgeHost, type EdgeStores } from '@assay/test-support';

/** The module that is deployed, behind a port of its own. */
export interface EdgeServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** How many requests were answered with a status. */
  count(status: number): number;
  close(): Promise<void>;
}

/**
 * Serves the compiled module in Node's own WebAssembly, each request in an instance of its own.
 * @param now the module's clock, in milliseconds since 1970.
 */
export async function startEdgeServer(wasm: string, stores: EdgeStores, now: () => number): Promise<EdgeServer> {
  const host = await EdgeHost.load(wasm);
  const answered = new Map<number, number>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const uri = `http://edge.test${request.url ?? '/'}`;
      const headers = Object.fromEntries(
        Object.entries(request.headers).filter((one): one is [string, string] => typeof one[1] === 'string'),
      );
      const method = request.method ?? 'GET';
      const reply = host.handle({ method, uri, headers, ...(method === 'POST' && { body }) }, stores, now);
      answered.set(reply.status, (answered.get(reply.status) ?? 0) + 1);
      response.writeHead(reply.status, Object.fromEntries(reply.headers)).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: (status) => answered.get(status) ?? 0,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
