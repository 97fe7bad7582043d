import { problemFrom, unexpectedAnswer, unreachable } from './problem.js';

/** What the client needs of a contract schema: zod's `safeParse`. */
export interface Schema<T> {
  safeParse(
    input: unknown,
  ):
    | { success: true; data: T }
    | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
}

export type Parameters = Readonly<Record<string, string | number | boolean | null | undefined>>;

interface Sending {
  readonly body?: unknown;
  /** Version that was read: sent as If-Match, so that nobody else's edit is overwritten. */
  readonly version?: number;
  readonly signal?: AbortSignal;
}

/** Absent, null and empty parameters are left out. */
export function withParameters(path: string, parameters: Parameters): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function exchange(method: string, path: string, { body, version, signal }: Sending): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (version !== undefined) headers['if-match'] = `"${version}"`;
  if (method === 'POST') headers['idempotency-key'] = idempotencyKey();
  const response = await globalThis
    .fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    .catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw unreachable();
    });
  const text = await response.text();
  const answer = parsed(text);
  if (!response.ok) throw problemFrom(response.status, answer);
  return answer;
}

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** One per click: the same request sent twice by a flaky network is done once. */
const idempotencyKey = (): string =>
  globalThis.crypto?.randomUUID?.() ?? `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

function checked<T>(schema: Schema<T>, answer: unknown, path: string): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw unexpectedAnswer(`${path.split('?')[0]}: ${first?.path.map(String).join('.') ?? ''} ${first?.message ?? ''}`);
}

/**
 * One request whose answer is parsed by a schema of the contract.
 * Throws {@link ApiProblem} for every answer that is not a success and when the server cannot be reached.
 */
export async function send<T>(schema: Schema<T>, method: string, path: string, sending: Sending = {}): Promise<T> {
  return checked(schema, await exchange(method, path, sending), path);
}

/** A request whose answer does not matter beyond success. */
export async function sendPlain(method: string, path: string, sending: Sending = {}): Promise<void> {
  await exchange(method, path, sending);
}

export const read = <T>(schema: Schema<T>, path: string, signal?: AbortSignal): Promise<T> =>
  send(schema, 'GET', path, signal ? { signal } : {});
