import { createPublicKey, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A service account with a key of its own, made for one test. */
export interface FakeServiceAccount {
  readonly email: string;
  /** What Google lets one download: JSON with the private key. */
  readonly keyFile: string;
}

export const aServiceAccount = (project: string): FakeServiceAccount => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const email = `assay@${project}.iam.gserviceaccount.com`;
  const keyFile = JSON.stringify({
    ...{ type: 'service_account', project_id: project, private_key_id: randomBytes(20).toString('hex') },
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ...{ client_email: email, client_id: '1', token_uri: 'https://oauth2.googleapis.com/token' },
  });
  return { email, keyFile };
};

/** Google's token endpoint and a machine's metadata server, as far as access tokens go. */
export class Tokens {
  readonly #known = new Set<string>();
  /** How many tokens were given. */
  given = 0;
  /** What a token says of its own life; a client that minds it asks again before the end. */
  expiresInSeconds = 3600;
  /** How far Google's clock is ahead of this machine's. */
  clockSeconds = 0;

  constructor(private readonly account: FakeServiceAccount) {}

  isKnown(authorization: string | undefined): boolean {
    return this.#known.has(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '');
  }

  /** As after the end of their lives. */
  forget(): void {
    this.#known.clear();
  }

  /** Answer to `POST /token`: an assertion that the account's own key signed buys a token. */
  exchange(form: URLSearchParams): { status: number; body: unknown } {
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const { private_key: pem } = JSON.parse(this.account.keyFile) as { private_key: string };
    const isSigned = createVerify('RSA-SHA256')
      .update(`${head}.${claims}`)
      .verify(createPublicKey(pem), signature, 'base64url');
    const text = Buffer.from(claims, 'base64url').toString('utf8');
    const { iss, iat, exp } = JSON.parse(text) as { iss: string; iat: number; exp: number };
    const now = Date.now() / 1000 + this.clockSeconds;
    if (iss !== this.account.email) return refused('Invalid grant: account not found');
    if (!isSigned) return refused('Invalid JWT Signature.');
    if (exp < now || iat > now + 60)
      return refused('Invalid JWT: Token must be a short-lived token and in a reasonable timeframe');
    return { status: 200, body: this.give() };
  }

  /** Answer of the metadata server of a machine that has this account. */
  give(): { access_token: string; expires_in: number; token_type: string } {
    this.given += 1;
    const token = `ya29.${randomBytes(12).toString('hex')}`;
    this.#known.add(token);
    return { access_token: token, expires_in: this.expiresInSeconds, token_type: 'Bearer' };
  }
}

const refused = (error_description: string) => ({ status: 400, body: { error: 'invalid_grant', error_description } });
