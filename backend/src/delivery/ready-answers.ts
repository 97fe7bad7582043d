import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EdgeAnswer, Grant } from '@assay/edge-handler';

/** More are not kept: addresses and headers are the callers' to invent. */
const most = 2_000;

interface Ready {
  readonly status: number;
  /** Names and values in turn, as Node writes them without looking through an object first. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
  readonly grant: Grant;
}

/**
 * Answers that were given before and are right until something is published or a key changes. SDKs ask for the same
 * document again and again; what is kept is the finished answer of the handler, so that it decides everything once.
 */
export class ReadyAnswers {
  readonly #ready = new Map<string, Ready>();

  /** From now on nothing of what was answered is right. */
  clear(): void {
    this.#ready.clear();
  }

  /** The answer that this request got before; null when it must be worked out. */
  find(request: IncomingMessage): Ready | null {
    return request.method === 'GET' ? (this.#ready.get(nameOf(request)) ?? null) : null;
  }

  /** Keeps an answer. `grant` is what the key of the request opened. */
  keep(request: IncomingMessage, { status, headers, body }: EdgeAnswer, grant: Grant): void {
    const isSame = request.method === 'GET' && (status === 200 || status === 304);
    const isWhole = body === null || body instanceof Uint8Array;
    if (!isSame || !isWhole || this.#ready.size >= most) return;
    const length = status === 304 ? {} : { 'content-length': String(body?.byteLength ?? 0) };
    const flat = Object.entries({ ...headers, ...length }).flat();
    this.#ready.set(nameOf(request), { status, headers: flat, body, grant });
  }
}

/** Everything that an answer to a GET depends on. No header can hold a line break, so that none can pass for two. */
function nameOf({ url, headers }: IncomingMessage): string {
  const name = `${url}\n${headers['accept-encoding']}\n${headers['if-none-match']}`;
  const hasKey = headers['x-api-key'] !== undefined || headers['authorization'] !== undefined;
  if (!hasKey && headers['assay-sdk-key'] === undefined) return name;
  return `${name}\n${String(headers['x-api-key'])}\n${headers['authorization']}\n${String(headers['assay-sdk-key'])}`;
}

export function sendReady(response: ServerResponse, { status, headers, body }: Ready): void {
  response.writeHead(status, headers as string[]);
  response.end(body ?? undefined);
}
