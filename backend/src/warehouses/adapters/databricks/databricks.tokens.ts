import { type Agent, request } from 'node:https';
import { z } from 'zod';

/** How the account proves itself; each holds the connection's secret. */
export type DatabricksCredentials =
  | { readonly method: 'token'; readonly token: string }
  /** A service principal: its OAuth secret is exchanged for tokens of an hour. */
  | { readonly method: 'oauth'; readonly clientId: string; readonly clientSecret: string };

/** Hands out the token of the next call, and a new one when the last has expired or was refused. */
export interface Tokens {
  get(): Promise<string>;
  /** The service refused the last token. @returns whether another one can be had. */
  renew(): boolean;
}

/** A token is not used in its last seconds: it must live until the call arrives. */
const marginSeconds = 30;

const granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(3600) });

/** The OAuth endpoint refused the client, or did not answer as one. */
export class TokenRefused extends Error {
  readonly code = 'OAUTH';

  constructor(readonly status: number) {
    super(`the token endpoint answered ${status}`);
  }
}

/**
 * @param base the workspace's address.
 * @param agent proves the workspace by its certificate.
 */
export function tokensOf(credentials: DatabricksCredentials, base: URL, agent: () => Promise<Agent>): Tokens {
  if (credentials.method === 'token') return { get: async () => credentials.token, renew: () => false };
  const { clientId, clientSecret } = credentials;
  let held: { readonly token: Promise<string>; until: number } | null = null;

  const fetched = async (): Promise<{ token: string; seconds: number }> => {
    const authorization = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`;
    const { status, text } = await posted(new URL('/oidc/v1/token', base), authorization, await agent());
    const answer = granted.safeParse(status === 200 ? parsed(text) : null);
    if (!answer.success) throw new TokenRefused(status);
    return { token: answer.data.access_token, seconds: answer.data.expires_in };
  };

  return {
    get: () => {
      if (held !== null && performance.now() < held.until) return held.token;
      const asking = fetched();
      const mine = { token: asking.then(({ token }) => token), until: Number.POSITIVE_INFINITY };
      held = mine;
      asking.then(
        ({ seconds }) => (mine.until = performance.now() + Math.max(0, seconds - marginSeconds) * 1000),
        () => (held = held === mine ? null : held),
      );
      return mine.token;
    },
    renew: () => {
      held = null;
      return true;
    },
  };
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Client credentials at the workspace's own endpoint (OAuth for service principals, November 2026). */
const posted = (url: URL, authorization: string, agent: Agent): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    const asking = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    asking.on('error', reject);
    asking.end('grant_type=client_credentials&scope=all-apis');
  });
