import type { Body } from './platform.js';

/** A request as the handler sees it, whatever server it came through. */
export interface EdgeRequest {
  readonly method: string;
  /** Path and query, as received. */
  readonly url: string;
  /** Scheme and host that the caller used. */
  readonly origin: string;
  /** @param name lower case. */
  header(name: string): string | null;
  /** The body as text; null when it is longer than `limit` bytes. Rejects when the caller breaks off. */
  text(limit: number): Promise<string | null>;
}

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body | null;
}

/** Keys are public or secret but never cookies: any page may ask. */
const anyOrigin = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, Assay-Ruleset, Retry-After',
  'cross-origin-resource-policy': 'cross-origin',
  'x-content-type-options': 'nosniff',
} as const;

export const answer = (status: number, headers: Readonly<Record<string, string>>, body: Body | null): EdgeAnswer => ({
  status,
  headers: { ...anyOrigin, ...headers },
  body,
});

export const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): EdgeAnswer =>
  answer(
    status,
    { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    typeof body === 'string' ? body : JSON.stringify(body),
  );

/** A refusal in plain text: some clients parse any body as a ruleset, and this is none. */
export const refuse = (status: number, why: string, headers: Readonly<Record<string, string>> = {}): EdgeAnswer =>
  answer(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers }, `${why}\n`);

export const preflight = (methods: string): EdgeAnswer =>
  answer(
    204,
    {
      'access-control-allow-methods': methods,
      'access-control-allow-headers':
        'authorization, x-api-key, assay-sdk-key, content-type, if-none-match, cache-control, last-event-id',
      'access-control-max-age': '86400',
      'cache-control': 'public, max-age=86400',
    },
    null,
  );

/** Whether an If-None-Match header names the tag; weak and strong tags are the same here. */
export function matchesTag(header: string | null, tag: string): boolean {
  if (header === null) return false;
  if (header === tag || header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === tag);
}

/** Whether the caller takes gzip: named, or `*`, and not with weight 0. */
export function acceptsGzip(header: string | null): boolean {
  if (header === null) return false;
  let any = false;
  for (const part of header.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((one) => one.trim());
    const isRefused = parameters.some((one) => /^q=0(\.0*)?$/.test(one));
    if (coding === 'gzip' || coding === 'x-gzip') return !isRefused;
    if (coding === '*') any = !isRefused;
  }
  return any;
}

/** Waits for a request's body and decodes it; null when it is too long. */
export async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string | null> {
  if (body === null) return '';
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let length = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.byteLength;
    if (length > limit) {
      await reader.cancel().catch(() => {});
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}
