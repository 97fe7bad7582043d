import { createHash } from 'node:crypto';

/** The tags that some keys of an environment are limited to. */
export interface TagSet {
  /** Names the set: `all` for keys without a limit. */
  readonly digest: string;
  /** In order, each once. */
  readonly tags: readonly string[];
}

/** Tags in one spelling and order, each once. */
export const inOrder = (tags: readonly string[]): string[] => [...new Set(tags)].sort();

export const tagSetOf = (tags: readonly string[]): TagSet => {
  const ordered = inOrder(tags);
  if (ordered.length === 0) return { digest: 'all', tags: [] };
  return { digest: createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 16), tags: ordered };
};

/** A key that is limited to tags gets the flags that have one of them. */
export const isIn = ({ tags }: TagSet, ofFlag: readonly string[]): boolean =>
  tags.length === 0 || tags.some((tag) => ofFlag.includes(tag));
