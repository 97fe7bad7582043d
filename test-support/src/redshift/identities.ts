import { randomBytes } from 'node:crypto';

/** A caller's own keys, and a role that may be assumed with an external id. */
export interface FakeAccount {
  readonly accessKeyId: string;
  readonly role: { readonly arn: string; readonly externalId: string };
}

/** Who may call: AWS's security token service, as far as AssumeRole goes. */
export class Identities {
  readonly #sessions = new Map<string, number>();
  /** How long a session lasts from the moment it is given. */
  sessionSeconds = 3600;
  /** How many sessions were given. */
  given = 0;

  constructor(private readonly account: FakeAccount) {}

  /** Why the signer of a request may not call; null if it may. The signature itself is taken on trust. */
  refusalOf(authorization: string | undefined, token: string | undefined): string | null {
    const key = /^AWS4-HMAC-SHA256 Credential=([^/]+)\//.exec(authorization ?? '')?.[1];
    if (key === undefined) return 'MissingAuthenticationTokenException';
    if (key === this.account.accessKeyId) return null;
    const until = this.#sessions.get(key);
    if (until === undefined || token !== `token-of-${key}`) return 'UnrecognizedClientException';
    return Date.now() < until ? null : 'ExpiredTokenException';
  }

  /** AssumeRole's answer: status and XML. */
  assume(form: URLSearchParams): { status: number; body: string } {
    const { arn, externalId } = this.account.role;
    if (form.get('RoleArn') !== arn || form.get('ExternalId') !== externalId) {
      const message = `not authorized to perform: sts:AssumeRole on resource: ${form.get('RoleArn') ?? ''}`;
      const error = `<Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error>`;
      return { status: 403, body: `<ErrorResponse>${error}</ErrorResponse>` };
    }
    this.given += 1;
    const key = `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
    const until = Date.now() + this.sessionSeconds * 1000;
    this.#sessions.set(key, until);
    const credentials = [
      `<AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret-of-${key}</SecretAccessKey>`,
      `<SessionToken>token-of-${key}</SessionToken><Expiration>${new Date(until).toISOString()}</Expiration>`,
    ].join('');
    const result = `<AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult>`;
    return {
      status: 200,
      body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${result}</AssumeRoleResponse>`,
    };
  }
}
