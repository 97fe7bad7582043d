import { compileAll, obfuscate, parseRuleset, type Ruleset } from '@assay/flag-evaluation';
import canonicalize from 'canonicalize';
import { isIn, type TagSet } from '../flags/index.js';
import { type RulesetForms, sha256 } from './ruleset.js';

/** The forms of a ruleset for keys that are limited to tags. Models are those of the whole environment. */
export type PartForms = Pick<RulesetForms, 'server' | 'client' | 'compiled'>;

/** What part of a publication keys with a tag set get, and under which signatures. */
export interface Part {
  /** Digest of the tag set. */
  readonly tags: string;
  /** SHA-256 of the server form: names the bytes. */
  readonly digest: string;
  readonly headers: Readonly<Record<keyof PartForms, string>>;
}

const canonical = (value: unknown): string => canonicalize(value) ?? 'null';

/**
 * The part of a published ruleset that a tag set lets through, in all forms. The same ruleset and the same tags give
 * the same bytes for ever.
 * @param server canonical text of the whole ruleset.
 * @param tagsOf tags of each flag, by key.
 */
export function writePart(server: string, set: TagSet, tagsOf: ReadonlyMap<string, readonly string[]>): PartForms {
  const whole = JSON.parse(server) as Ruleset;
  const kept = Object.entries(whole.flags).filter(([key]) => isIn(set, tagsOf.get(key) ?? []));
  const text = canonical({ ...whole, flags: Object.fromEntries(kept) });
  const ruleset = parseRuleset(text);
  const salt = Buffer.from(sha256(text), 'hex').subarray(0, 12).toString('base64');
  return { server: text, client: canonical(obfuscate(ruleset)), compiled: canonical(compileAll(ruleset, { salt })) };
}
