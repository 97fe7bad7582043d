import type { ServerResponse } from 'node:http';
import type { Newest } from './published-entries.js';

/** A client that reads this slowly is cut off; it comes back and asks again. */
const longestBacklog = 65_536;
const heartbeat = Buffer.from(':\n\n');

/** News of a publication as OFREP knows it. It never holds rules: whoever hears it fetches them. */
export const newsOf = ({ version, digest, publishedAt }: Newest): Buffer => {
  const data = { type: 'refetchEvaluation', etag: `"${digest}"`, lastModified: Math.floor(publishedAt / 1_000) };
  return Buffer.from(`id: ${version}\ndata: ${JSON.stringify(data)}\n\n`);
};

/** Open event streams by environment. */
export class Streams {
  readonly #open = new Map<string, Set<ServerResponse>>();
  #count = 0;

  constructor(private readonly most: number) {}

  get isFull(): boolean {
    return this.#count >= this.most;
  }

  get count(): number {
    return this.#count;
  }

  /** Begins a stream. Unless the client has the newest already, it hears of it at once. */
  open(environmentId: string, response: ServerResponse, newest: Newest | null, lastEventId: string | null): void {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-accel-buffering': 'no',
      connection: 'keep-alive',
    });
    response.write('retry: 2000\n\n');
    if (newest && String(newest.version) !== lastEventId) response.write(newsOf(newest));
    const all = this.#open.get(environmentId) ?? new Set();
    this.#open.set(environmentId, all.add(response));
    this.#count += 1;
    response.once('close', () => {
      if (all.delete(response)) this.#count -= 1;
    });
  }

  tell(environmentId: string, newest: Newest): void {
    const news = newsOf(newest);
    for (const response of this.#open.get(environmentId) ?? []) send(response, news);
  }

  /** Keeps proxies and clients from taking a quiet stream for a dead one. */
  beat(): void {
    for (const all of this.#open.values()) for (const response of all) send(response, heartbeat);
  }

  /** Ends the streams that `isGone` says of; a revoked key hears nothing more. */
  closeWhere(isGone: (response: ServerResponse) => boolean): void {
    for (const all of this.#open.values()) for (const response of [...all]) if (isGone(response)) response.end();
  }
}

function send(response: ServerResponse, bytes: Buffer): void {
  if (response.writableLength > longestBacklog) response.destroy();
  else response.write(bytes);
}
