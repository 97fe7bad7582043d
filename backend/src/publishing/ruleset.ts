import { createHash } from 'node:crypto';
import {
  type BanditModels,
  type CompiledData,
  compileAll,
  obfuscate,
  parseRuleset,
  type Ruleset,
} from '@assay/flag-evaluation';
import canonicalize from 'canonicalize';
import { publishable, type ServedBandit, writeReferences } from '../bandits/index.js';
import { type PublishedFlag, writeFlags } from '../flags/index.js';

/** One ruleset in the three forms that are handed out; each is the exact text whose bytes are signed. */
export interface RulesetForms {
  /** UFC as server SDKs read it. */
  readonly server: string;
  /** UFC with names and texts hashed, for public keys. */
  readonly client: string;
  /** For evaluation at the edge. */
  readonly compiled: string;
  /** The models of the bandits that it refers to; null where it refers to none. */
  readonly bandits: string | null;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Canonical JSON (RFC 8785): equal content, equal bytes. */
const canonical = (value: unknown): string => canonicalize(value) ?? 'null';

/** What stands in a ruleset. */
export interface RulesetContent {
  /** Name of the environment. */
  readonly environment: string;
  readonly flags: readonly PublishedFlag[];
  readonly bandits: readonly ServedBandit[];
}

const ruleset = ({ environment, flags, bandits }: RulesetContent, createdAt: string): Ruleset => ({
  createdAt,
  format: 'SERVER',
  environment: { name: environment },
  flags: Object.fromEntries(writeFlags(flags)),
  // Clients of some languages read one of these, clients of others the other.
  ...writeReferences(flags, publishable(flags, bandits)),
});

type WrittenModels = BanditModels & { readonly environment: { readonly name: string } };

/** Format "falcon"; null where no bandit decides anything. */
function modelsOf({ environment, flags, bandits }: RulesetContent): WrittenModels | null {
  const own = publishable(flags, bandits);
  if (own.length === 0) return null;
  const instants = own.map(({ model }) => model.createdAt.toISOString());
  return {
    updatedAt: instants.toSorted().at(-1)!,
    environment: { name: environment },
    bandits: Object.fromEntries(
      own.map(({ definition: { key }, model: { modelVersion, data, createdAt } }) => [
        key,
        { banditKey: key, modelName: 'falcon', modelVersion, updatedAt: createdAt.toISOString(), modelData: data },
      ]),
    ),
  };
}

/** The compiled form of flags that may never be published, to see what it would be like. */
export const compileFlags = (environment: string, flags: readonly PublishedFlag[]): CompiledData =>
  compileAll(ruleset({ environment, flags, bandits: [] }, ''));

/** A ruleset written once: what it says has a name, and its forms need only the date of its first publication. */
export interface WrittenRuleset {
  /** Names what it says, its models too, whenever it is said: the SHA-256 of its canonical form without a date. */
  readonly content: string;
  /**
   * All its forms. The same content and date give the same bytes for ever, so that an earlier one can be restored.
   * @param createdAt when this content was first published.
   */
  forms(createdAt: Date): RulesetForms;
}

/** Writes a ruleset. The flags, nearly all of its bytes, are brought into canonical form once. */
export function writeRuleset(content: RulesetContent): WrittenRuleset {
  const { createdAt: _, ...undated } = ruleset(content, '');
  const parts = Object.entries(undated).map(([name, part]) => [name, canonical(part)] as const);
  const textOf = (createdAt: string): string => {
    const all = [...parts, ['createdAt', canonical(createdAt)] as const].toSorted(([one], [two]) =>
      one < two ? -1 : 1,
    );
    return `{${all.map(([name, part]) => `${canonical(name)}:${part}`).join(',')}}`;
  };
  const models = modelsOf(content);
  const writtenModels = models === null ? null : canonical(models);
  const name = sha256(writtenModels === null ? textOf('') : `${textOf('')}\n${writtenModels}`);
  return {
    content: name,
    forms: (createdAt) => {
      const text = textOf(createdAt.toISOString());
      // From the text, not from our object: what is numbered while compiling follows the order of the canonical form.
      const server = parseRuleset(text);
      const salt = Buffer.from(name, 'hex').subarray(0, 12).toString('base64');
      return {
        server: text,
        client: canonical(obfuscate(server)),
        compiled: canonical(compileAll(server, { salt })),
        bandits: writtenModels,
      };
    },
  };
}

/** A flag that two rulesets do not have alike. */
export interface ChangedFlag {
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed';
}

/**
 * The flags that differ between two published rulesets, by key.
 * @param before text of the form for servers; null when there was none.
 */
export function changedFlags(before: string | null, after: string): ChangedFlag[] {
  const [was, is] = [before === null ? {} : parseRuleset(before).flags, parseRuleset(after).flags];
  // Both are canonical: equal flags are equal texts.
  const changeOf = (key: string): ChangedFlag['change'] | null => {
    if (!Object.hasOwn(was, key)) return 'added';
    if (!Object.hasOwn(is, key)) return 'removed';
    return JSON.stringify(was[key]) === JSON.stringify(is[key]) ? null : 'changed';
  };
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return keys.flatMap((key) => {
    const change = changeOf(key);
    return change === null ? [] : [{ key, change }];
  });
}
