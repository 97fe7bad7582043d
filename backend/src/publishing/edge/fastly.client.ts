import { FastlyFailure, failureOf } from './fastly.failures.js';

export interface FastlyOptions {
  readonly apiUrl: string;
  readonly serviceId: string;
  /** Id of the KV store that is linked to the service. */
  readonly storeId: string;
  /** Asked at every call, so that a token can be changed while we run. */
  readonly token: () => Promise<string>;
}

/** What is told of an entry without its value. */
export interface KvHead {
  /** Changes with every write; larger than a number can hold. */
  readonly generation: string;
  readonly metadata: string;
}

interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const timeout = 10_000;

/**
 * The few calls of Fastly's API that publishing needs. Any of them may fail after it took effect, so that callers look
 * before they write again. KV routes answer with empty bodies; no body of an answer is ever parsed or repeated.
 */
export class FastlyClient {
  constructor(private readonly options: FastlyOptions) {}

  /** An entry's generation and metadata; null when there is none. */
  async find(key: string): Promise<KvHead | null> {
    const response = await this.#send({ method: 'GET', path: this.#entry(key) });
    await response.body?.cancel();
    if (response.status === 404) return null;
    if (!response.ok) throw failureOf(response);
    return { generation: response.headers.get('generation') ?? '', metadata: response.headers.get('metadata') ?? '' };
  }

  /**
   * Writes an entry if it is still what the caller saw.
   * @param seen generation that is replaced; null: there was no entry.
   * @returns false when somebody else wrote meanwhile.
   */
  async put(key: string, value: string, metadata: string, seen: string | null): Promise<boolean> {
    const path = seen === null ? `${this.#entry(key)}?add=true` : this.#entry(key);
    const condition: Record<string, string> = seen === null ? {} : { 'if-generation-match': seen };
    const response = await this.#send({
      method: 'PUT',
      path,
      headers: { 'content-type': 'application/octet-stream', metadata, ...condition },
      body: value,
    });
    await response.body?.cancel();
    if (response.status === 412) return false;
    if (!response.ok) throw failureOf(response);
    return true;
  }

  /** Removes an entry, whatever it holds. Removing it again changes nothing. */
  async remove(key: string): Promise<void> {
    const response = await this.#send({ method: 'DELETE', path: this.#entry(key) });
    await response.body?.cancel();
    if (!response.ok && response.status !== 404) throw failureOf(response);
  }

  /** Marks what caches keep under a surrogate key as stale; they go on serving it while they fetch. */
  async purge(surrogateKey: string): Promise<void> {
    await this.#post(`/service/${this.options.serviceId}/purge/${encodeURIComponent(surrogateKey)}`, undefined, {
      'fastly-soft-purge': '1',
    });
  }

  /** Sends an event to everybody whose stream Fanout holds open on a channel. */
  async announce(channel: string, content: string): Promise<void> {
    const items = [{ channel, formats: { 'http-stream': { content } } }];
    // The slash at the end belongs to the address.
    await this.#post(`/service/${this.options.serviceId}/publish/`, JSON.stringify({ items }), {
      'content-type': 'application/json',
    });
  }

  async #post(path: string, body: string | undefined, headers: Readonly<Record<string, string>>): Promise<void> {
    const response = await this.#send({ method: 'POST', path, headers, ...(body !== undefined && { body }) });
    await response.body?.cancel();
    if (!response.ok) throw failureOf(response);
  }

  async #send({ method, path, headers = {}, body }: Call): Promise<Response> {
    const token = await this.options.token();
    try {
      return await fetch(this.options.apiUrl + path, {
        method,
        headers: { 'fastly-key': token, ...headers },
        redirect: 'error',
        signal: AbortSignal.timeout(timeout),
        ...(body !== undefined && { body }),
      });
    } catch (cause) {
      throw new FastlyFailure('unreachable', 'Fastly’s API did not answer.', null, { cause });
    }
  }

  #entry(key: string): string {
    return `/resources/stores/kv/${this.options.storeId}/keys/${encodeURIComponent(key)}`;
  }
}
