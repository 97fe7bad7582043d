import { decideAll, type Attributes, type ContextAttributes, type Subject } from '@assay/flag-evaluation';
import type { HeldRuleset, Platform } from './platform.js';

export type Unchecked = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Unchecked =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parses a JSON object; null when the text is anything else. */
export function parseObject(text: string): Unchecked | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** The attributes that rules can look at: texts, numbers, booleans and null. Lists and objects are left out. */
export function plainAttributes(given: Unchecked): Attributes {
  const attributes: Record<string, string | number | boolean | null> = Object.create(null) as Record<string, never>;
  for (const [name, value] of Object.entries(given)) {
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    if (isPlain) attributes[name] = value as string | number | boolean | null;
  }
  return attributes;
}

/** A subject's attributes as clients send them: flat, or in the two parts that bandits learn from. */
export function readAttributes(given: unknown): Attributes | ContextAttributes {
  if (!isRecord(given)) return {};
  const { numericAttributes, categoricalAttributes } = given;
  if (!isRecord(numericAttributes) && !isRecord(categoricalAttributes)) return plainAttributes(given);
  return {
    numericAttributes: plainAttributes(isRecord(numericAttributes) ? numericAttributes : {}),
    categoricalAttributes: plainAttributes(isRecord(categoricalAttributes) ? categoricalAttributes : {}),
  } as ContextAttributes;
}

/** The subject with the hashes that its flags ask for made by the platform's own digest, where that is faster than ours. */
export async function hashSubject(platform: Platform, held: HeldRuleset, subject: Subject): Promise<Subject> {
  if (platform.md5 === null) return subject;
  const hashes = await decideAll(held.ruleset, held.flags, subject, platform.md5, () => {});
  return { ...subject, hashOf: (salt) => hashes[salt]! };
}
