import type { Page } from 'playwright-core';

/** The product's API, asked from the page: with the session of whoever is signed in there. */
export interface Api {
  readonly get: <T>(path: string) => Promise<T>;
  /** `version` is sent as If-Match. */
  readonly send: <T>(method: 'POST' | 'PUT', path: string, body: unknown, version?: number) => Promise<T>;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Paths are relative to `/api/v1/`. Rejects with the problem document of an answer that is no success. */
export const apiOf = (page: Page): Api => {
  const ask = async <T>(question: Question): Promise<T> => {
    const { status, text } = await page.evaluate(async ({ method, path, body, headers }: Question) => {
      const response = await fetch(`/api/v1/${path}`, { method, headers, body });
      return { status: response.status, text: await response.text() };
    }, question);
    if (status >= 400) throw new Error(`${question.method} ${question.path}: ${status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    get: (path) => ask({ method: 'GET', path, body: null, headers: {} }),
    send: (method, path, body, version) =>
      ask({
        method,
        path,
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
          ...(method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}),
        },
      }),
  };
};
