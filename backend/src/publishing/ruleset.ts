import { createHash } from 'node:crypto';
import { type CompiledData, compileAll, obfuscate, parseRuleset, type Ruleset } from '@assay/flag-evaluation';
import canonicalize from 'canonicalize';
import { type PublishedFlag, writeFlag } from '../flags/index.js';

/** One ruleset in the three forms that are handed out; each is the exact text whose bytes are signed. */
export interface RulesetForms {
  /** UFC as server SDKs read it. */
  readonly server: string;
  /** UFC with names and texts hashed, for public keys. */
  readonly client: string;
  /** For evaluation at the edge. */
  readonly compiled: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Canonical JSON (RFC 8785): equal content, equal bytes. */
const canonical = (value: unknown): string => canonicalize(value) ?? 'null';

const ruleset = (environment: string, flags: readonly PublishedFlag[], createdAt: string): Ruleset => ({
  createdAt,
  format: 'SERVER',
  environment: { name: environment },
  flags: Object.fromEntries(flags.map((flag) => [flag.key, writeFlag(flag)])),
  // Clients of some languages read one of these, clients of others the other.
  banditReferences: {},
  bandits: {},
});

/** The compiled form of flags that may never be published, to see what it would be like. */
export const compileFlags = (environment: string, flags: readonly PublishedFlag[]): CompiledData =>
  compileAll(ruleset(environment, flags, ''));

/** Names what a ruleset says, whenever it is said: the SHA-256 of its canonical form without a date. */
export const contentOf = (environment: string, flags: readonly PublishedFlag[]): string =>
  sha256(canonical(ruleset(environment, flags, '')));

/**
 * Writes a ruleset in all its forms. The same content and date give the same bytes for ever, so that an earlier one
 * can be restored as it was.
 * @param createdAt when this content was first published.
 */
export function writeForms(environment: string, flags: readonly PublishedFlag[], createdAt: Date): RulesetForms {
  const text = canonical(ruleset(environment, flags, createdAt.toISOString()));
  // From the text, not from our object: what is numbered while compiling follows the order of the canonical form.
  const server = parseRuleset(text);
  const salt = Buffer.from(contentOf(environment, flags), 'hex').subarray(0, 12).toString('base64');
  return {
    server: text,
    client: canonical(obfuscate(server)),
    compiled: canonical(compileAll(server, { salt })),
  };
}
