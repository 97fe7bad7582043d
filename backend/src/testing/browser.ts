import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** What came back, with the body parsed where it is JSON. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: T;
  readonly text: string;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';

/**
 * A caller of the API without a network: sends its headers with each request and keeps cookies as a browser does.
 * Paths are below `/api/v1` unless they begin with `//`.
 */
export class Browser {
  readonly #cookies = new Map<string, string>();

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  get<T = unknown>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send('GET', path, undefined, headers);
  }

  post<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send('POST', path, body, headers);
  }

  put<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send('PUT', path, body, headers);
  }

  patch<T = unknown>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send('PATCH', path, body, headers);
  }

  delete<T = unknown>(path: string, headers?: Record<string, string>): Promise<Answer<T>> {
    return this.send('DELETE', path, undefined, headers);
  }

  /** The cookies that it holds, as it sends them. */
  cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async send<T>(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const cookie = this.cookieHeader();
    const response = await this.app.inject({
      method,
      url: path.startsWith('//') ? path.slice(1) : `/api/v1${path}`,
      headers: { ...(cookie === '' ? {} : { cookie }), ...this.headers, ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    for (const { name, value, maxAge, expires } of response.cookies) {
      if (maxAge === 0 || (expires && expires.getTime() === 0)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return {
      status: response.statusCode,
      headers: response.headers,
      body: parsed<T>(response.body),
      text: response.body,
    };
  }
}

function parsed<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch {
    return text as T;
  }
}
