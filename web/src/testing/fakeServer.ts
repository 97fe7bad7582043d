/** What a fake route answers with; the default status is 200. */
interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

type Route = unknown | ((asked: Asked) => Answer);

/** A server that speaks the API's wire: `{ 'GET /api/v1/metrics': {…} }`. Returns what it was asked, in order. */
export function serve(routes: Readonly<Record<string, Route>>): Asked[] {
  const log: Asked[] = [];
  globalThis.fetch = (async (input: string, init: RequestInit = {}) => {
    const url = new URL(input, 'http://console.test');
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: url.pathname,
      search: url.searchParams,
      headers: init.headers as Record<string, string>,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    log.push(asked);
    const route = routes[`${asked.method} ${asked.path}`];
    const { status = 200, body }: Answer =
      route === undefined
        ? { status: 404, body: problem(404, 'not_found', 'Not found', `No route ${asked.method} ${asked.path}.`) }
        : typeof route === 'function'
          ? (route as (asked: Asked) => Answer)(asked)
          : { body: route };
    const text = body === undefined ? '' : JSON.stringify(body);
    return { ok: status < 400, status, text: async () => text };
  }) as unknown as typeof fetch;
  return log;
}

/** A problem document as the server writes it. */
export const problem = (
  status: number,
  code: string,
  title: string,
  detail: string,
  errors: { path: string; message: string }[] = [],
) => ({ type: `urn:assay:problem:${code}`, title, status, code, detail, facts: {}, errors, requestId: 'req_test' });

/** A list of one page. */
export const listOf = (...items: unknown[]) => ({ items, next: null });
