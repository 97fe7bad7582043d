import { randomBytes } from 'node:crypto';

/** Personal tokens and the OAuth endpoint of a workspace. */
export class ServiceTokens {
  readonly clientSecret = `dose${randomBytes(16).toString('hex')}`;
  /** A personal access token. */
  readonly personal = `dapi${randomBytes(16).toString('hex')}`;
  /** What a token of the OAuth endpoint says of its own life. */
  expiresInSeconds = 3600;
  /** How many tokens were given. */
  given = 0;
  readonly #known = new Set([this.personal]);

  constructor(readonly clientId: string) {}

  isKnown(authorization: string | undefined): boolean {
    return this.#known.has(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
  }

  /** As after the end of their lives; personal ones are revoked too. */
  forget(): void {
    this.#known.clear();
  }

  /** The personal token is good again. */
  restore(): void {
    this.#known.add(this.personal);
  }

  /** Answer to `POST /oidc/v1/token` (OAuth for service principals, November 2026). */
  exchange(authorization: string | undefined, body: string): { status: number; text: string } {
    const [, basic = ''] = /^Basic (.+)$/.exec(authorization ?? '') ?? [];
    const form = new URLSearchParams(body);
    const isClient = Buffer.from(basic, 'base64').toString('utf8') === `${this.clientId}:${this.clientSecret}`;
    if (!isClient) return { status: 401, text: '{"error":"invalid_client"}' };
    if (form.get('grant_type') !== 'client_credentials' || form.get('scope') !== 'all-apis')
      return { status: 400, text: '{"error":"invalid_request"}' };
    const token = randomBytes(24).toString('base64url');
    this.#known.add(token);
    this.given += 1;
    const answer = { access_token: token, token_type: 'Bearer', scope: 'all-apis', expires_in: this.expiresInSeconds };
    return { status: 200, text: JSON.stringify(answer) };
  }
}
