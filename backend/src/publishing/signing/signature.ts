import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** What signs rulesets: an Ed25519 key and the short name under which clients know its public half. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** A new key as it is kept: the private half as PKCS #8, the public half as SPKI, both base64. */
export function makeSigningKey(): { readonly kid: string; readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return {
    kid: createHash('sha256').update(spki).digest('hex').slice(0, 16),
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: spki.toString('base64'),
  };
}

export const readSigningKey = (kid: string, privateKey: string): SigningKey => ({
  kid,
  privateKey: createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' }),
});

/** A public key as SDKs take it: its 32 raw bytes, which end the SPKI form; both base64. */
export const rawPublicKey = (spki: string): string => Buffer.from(spki, 'base64').subarray(-32).toString('base64');

/** The value of the header `Assay-Ruleset` for a text: its version, and a signature over its UTF-8 bytes. */
export const rulesetHeader = (version: number, { kid, privateKey }: SigningKey, text: string): string =>
  `v=${version};kid=${kid};sig=${sign(null, Buffer.from(text), privateKey).toString('base64')}`;

/** Whether a header's signature is that of the text under the public key (SPKI, base64). */
export function isSigned(header: string, publicKey: string, text: string): boolean {
  const signature = /(?:^|;)sig=([A-Za-z0-9+/=]+)/.exec(header)?.[1];
  if (signature === undefined) return false;
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** The key id in a header; null when there is none. */
export const signerOf = (header: string): string | null => /(?:^|;)kid=([^;]+)/.exec(header)?.[1] ?? null;
