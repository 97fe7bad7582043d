import http from 'node:http';
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';

export type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A delivery on loopback that speaks the wire: it serves a ruleset with ETag, or whatever the test scripts. */
export interface Delivery {
  readonly baseUrl: string;
  readonly requests: { readonly url: string; readonly headers: http.IncomingHttpHeaders }[];
  /** What is served at the config address; setting it publishes. */
  ruleset: string;
  /** Takes over from the normal answers while set. */
  answer: Answer | null;
  /** Tells those who stream that there is a new ruleset. */
  announce(): void;
  /** Ends all open streams. */
  dropStreams(): void;
  close(): Promise<void>;
}

export const startDelivery = async (
  ruleset: string,
  bandits = '{"updatedAt":null,"bandits":{}}',
): Promise<Delivery> => {
  const streams = new Set<http.ServerResponse>();
  const server = http.createServer((request, response) => {
    delivery.requests.push({ url: request.url!, headers: request.headers });
    if (delivery.answer) return delivery.answer(request, response);
    const { pathname } = new URL(request.url!, 'http://localhost');
    if (pathname.endsWith('/stream')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
      return;
    }
    const body = pathname.endsWith('/bandits') ? bandits : delivery.ruleset;
    const etag = `"${createHash('md5').update(body).digest('hex')}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(200, { 'content-type': 'application/json', etag }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const delivery: Delivery = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    requests: [],
    ruleset,
    answer: null,
    announce() {
      for (const stream of streams) stream.write('id: 2\ndata: {"type":"refetchEvaluation","etag":"x"}\n\n');
    },
    dropStreams() {
      for (const stream of streams) stream.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return delivery;
};

/** A ruleset with one flag per entry, each serving its value to everybody. */
export const aRuleset = (flags: Readonly<Record<string, string | number | boolean>>, more: object = {}): string =>
  JSON.stringify({
    createdAt: '2026-01-01T00:00:00.000Z',
    format: 'SERVER',
    environment: { name: 'Test' },
    flags: Object.fromEntries(
      Object.entries(flags).map(([key, value]) => [
        key,
        {
          key,
          enabled: true,
          variationType: typeof value === 'boolean' ? 'BOOLEAN' : typeof value === 'string' ? 'STRING' : 'INTEGER',
          variations: { only: { key: 'only', value } },
          allocations: [{ key: 'all', splits: [{ variationKey: 'only', shards: [] }], doLog: true }],
          totalShards: 10000,
        },
      ]),
    ),
    ...more,
  });

/** Waits until `holds`, at most a minute. */
export const until = async (holds: () => boolean): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not happen within a minute');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
