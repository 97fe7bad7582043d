import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KvState } from './kv-state.js';

/** What goes wrong with a call: before it takes effect, after it did, or by cutting the connection then. */
export type FastlyFault =
  | { readonly kind: 'status'; readonly status: number; readonly isAfter: boolean }
  | { readonly kind: 'reset'; readonly isAfter: boolean }
  | { readonly kind: 'hook'; readonly isAfter: boolean; readonly run: () => void | Promise<void> };

export interface FastlyCall {
  readonly method: string;
  readonly path: string;
  readonly isRead: boolean;
}

/**
 * Fastly's API on a free local port, as far as publishing uses it: KV items, purging and publishing to streams. KV
 * answers have empty bodies; changes are counted by the hour; any call can be made to fail before or after it took
 * effect. Sources: Fastly API reference and the recorded fixtures of go-fastly (read November 2026). Never compared
 * with the real service here: the texts of refusals, and the exact limit.
 */
export class FakeFastly {
  readonly kv = new KvState();
  readonly calls: FastlyCall[] = [];
  readonly purges: { readonly key: string; readonly isSoft: boolean }[] = [];
  readonly announcements: { readonly channel: string; readonly content: string }[] = [];
  /** Changes that are left, and when they are counted anew, in seconds since 1970. */
  budget = { left: 1_000, reset: 2_000_000_000 };
  /** How many times a read of a key shows what was there before its last change. */
  staleReads = 0;
  /** While true every call fails. */
  isDown = false;
  token = 'a token of the fake';
  readonly #faults: { readonly matches: (call: FastlyCall) => boolean; readonly fault: FastlyFault }[] = [];

  private constructor(
    readonly url: string,
    readonly serviceId: string,
    readonly storeId: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<FakeFastly> {
    let fake: FakeFastly | null = null;
    const server = createServer((request, response) => {
      fake!.#answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    fake = new FakeFastly(`http://127.0.0.1:${port}`, 'SU1Z0isxPaozGVKXdv0eY', 'dk1xhZr9hGxnv4Ksq5QzFj', close);
    return fake;
  }

  /** Makes the next call that matches fail; calls are matched in the order in which this was called. */
  failNext(fault: FastlyFault, matches: (call: FastlyCall) => boolean = () => true): void {
    this.#faults.push({ matches, fault });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const isRead = method === 'GET';
    const call = { method, path: decodeURIComponent(url.pathname), isRead };
    this.calls.push(call);
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const at = this.#faults.findIndex(({ matches }) => matches(call));
    const fault = at < 0 ? null : this.#faults.splice(at, 1)[0]!.fault;
    if (this.isDown) return void response.writeHead(503).end();
    if (fault !== null && !fault.isAfter && (await this.#fail(fault, response))) return;
    const answer = this.#do(call, url, request, body);
    if (fault?.isAfter && (await this.#fail(fault, response))) return;
    response.writeHead(answer.status, { ...answer.headers, ...this.#limits() }).end(answer.body ?? '');
  }

  async #fail(fault: FastlyFault, response: ServerResponse): Promise<boolean> {
    if (fault.kind === 'hook') await fault.run();
    else if (fault.kind === 'reset') response.destroy();
    else response.writeHead(fault.status, this.#limits()).end();
    return fault.kind !== 'hook';
  }

  #limits(): Record<string, string> {
    return { 'fastly-ratelimit-remaining': `${this.budget.left}`, 'fastly-ratelimit-reset': `${this.budget.reset}` };
  }

  #do({ method, path, isRead }: FastlyCall, url: URL, request: IncomingMessage, body: string): Answer {
    if (request.headers['fastly-key'] !== this.token) {
      return json(401, { msg: 'Provided credentials are missing or invalid' });
    }
    const isPurge = path.startsWith(`/service/${this.serviceId}/purge/`);
    // Purges by surrogate key are not among the counted changes.
    if (!isRead && !isPurge) {
      if (this.budget.left <= 0) return json(429, { msg: 'Too many requests' });
      this.budget.left -= 1;
    }
    if (isPurge && method === 'POST') {
      this.purges.push({ key: path.split('/').at(-1)!, isSoft: request.headers['fastly-soft-purge'] === '1' });
      return json(200, { status: 'ok', id: `${this.purges.length}` });
    }
    if (path === `/service/${this.serviceId}/publish/` && method === 'POST') return this.#publish(body);
    const prefix = `/resources/stores/kv/${this.storeId}/keys/`;
    if (path.startsWith(prefix)) return this.#item(method, path.slice(prefix.length), url, request, body);
    return json(404, { msg: 'Record not found', detail: 'Cannot find the resource' });
  }

  #item(method: string, key: string, url: URL, request: IncomingMessage, body: string): Answer {
    const one = (name: string): string | null => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    };
    switch (method) {
      case 'GET': {
        const entry = this.#read(key);
        if (entry === null) return { status: 404 };
        return {
          status: 200,
          headers: {
            'content-type': 'application/octet-stream',
            generation: entry.generation,
            metadata: entry.metadata,
          },
          body: entry.value,
        };
      }
      case 'PUT': {
        const add = url.searchParams.get('add') === 'true';
        const when = { add, generation: one('if-generation-match') };
        return { status: this.kv.put(key, body, one('metadata') ?? '', when) };
      }
      case 'DELETE':
        return { status: this.kv.remove(key) ? 204 : 404 };
      default:
        return { status: 405 };
    }
  }

  /** The store is consistent in the end: a read may show what was there before. */
  #read(key: string): ReturnType<KvState['find']> {
    if (this.staleReads <= 0) return this.kv.find(key);
    const changes = this.kv.changes.filter((change) => change.key === key);
    if (changes.length === 0) return null;
    this.staleReads -= 1;
    return changes.at(-2)?.entry ?? null;
  }

  #publish(body: string): Answer {
    const { items } = JSON.parse(body) as {
      items: { channel: string; formats: { 'http-stream': { content: string } } }[];
    };
    for (const { channel, formats } of items) {
      this.announcements.push({ channel, content: formats['http-stream'].content });
    }
    return { status: 200, body: 'Published\n' };
  }
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
