import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { HttpResponse } from '@assay/sdk-core';

/** DER of an Ed25519 public key up to its 32 raw bytes (RFC 8410, section 4). */
const ed25519Prefix = Buffer.from('302a300506032b6570032100', 'hex');

/** Public keys by key id: base64 of the 32 raw bytes. */
export type RulesetKeys = Readonly<Record<string, string>>;

const readKey = (kid: string, encoded: string): KeyObject => {
  const raw = Buffer.from(encoded, 'base64');
  if (raw.length !== 32) throw new Error(`rulesetKeys: "${kid}" is not base64 of 32 bytes.`);
  return createPublicKey({ key: Buffer.concat([ed25519Prefix, raw]), format: 'der', type: 'spki' });
};

/**
 * Checks a ruleset's signature: header `Assay-Ruleset: v=<version>;kid=<key id>;sig=<base64>`, Ed25519 over the exact
 * uncompressed bytes. The returned function rejects what is unsigned, signed by an unknown key, or changed on its way.
 * @throws Error at once when a key is malformed.
 */
export const rulesetVerifier = (keys: RulesetKeys): ((response: HttpResponse) => Promise<void>) => {
  const known = new Map(Object.entries(keys).map(([kid, encoded]) => [kid, readKey(kid, encoded)]));
  return async (response) => {
    const header = response.header('assay-ruleset') ?? '';
    const kid = /(?:^|;)\s*kid=([^;]+)/.exec(header)?.[1] ?? '';
    const signature = /(?:^|;)\s*sig=([^;]+)/.exec(header)?.[1] ?? '';
    const key = known.get(kid);
    if (!key) throw new Error(`the ruleset is not signed by a known key (key id "${kid}")`);
    if (!verify(null, Buffer.from(response.body, 'utf8'), key, Buffer.from(signature, 'base64'))) {
      throw new Error('the signature does not belong to this ruleset');
    }
  };
};
