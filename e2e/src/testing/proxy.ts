import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A network between an SDK and its server that can be told to damage what passes. */
export interface Proxy {
  readonly url: string;
  /** What becomes of a body on its way; null leaves it as it is. */
  damage: ((body: Buffer) => Buffer) | null;
  /** Answers that were damaged so far. */
  readonly damaged: () => number;
  readonly close: () => Promise<void>;
}

export const startProxy = async (target: string): Promise<Proxy> => {
  let damaged = 0;
  const server = http.createServer((request, response) => {
    void forward(request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.writeHead(502).end(),
    );
  });
  const forward = async ({ url = '/', method = 'GET', headers }: http.IncomingMessage) => {
    const { damage } = proxy;
    const { host: _host, connection: _connection, ...rest } = headers;
    // A damaged answer must be a whole one: the server is not told which ruleset is known.
    if (damage) delete rest['if-none-match'];
    const answer = await fetch(`${target}${url}`, { method, headers: rest as Record<string, string> });
    const whole = Buffer.from(await answer.arrayBuffer());
    if (damage) damaged += 1;
    return {
      status: answer.status,
      headers: {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        ...(damage || !answer.headers.has('etag') ? {} : { etag: answer.headers.get('etag') as string }),
      },
      body: damage ? damage(whole) : whole,
    };
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    damage: null,
    damaged: () => damaged,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return proxy;
};
