import type { CompiledRuleset, CompiledShard, CompiledSplit, LinkedFlag } from './compiled.js';
import { findFlag, isInside, listFlagKeys, matchesRules, momentOf, type Subject } from './evaluate.js';

/** MD5 of a text's UTF-8, 16 bytes, by a platform whose fast digest is asynchronous. */
export type Digest = (text: string) => Promise<ArrayBuffer>;

/** The flags of a ruleset that may serve somebody something, compiled and ready to be walked through. */
export const listLiveFlags = (ruleset: CompiledRuleset): LinkedFlag[] =>
  listFlagKeys(ruleset).flatMap((flagKey) => {
    const flag = findFlag(ruleset, flagKey);
    return flag?.row[1] === 1 ? [flag] : [];
  });

/**
 * Decides many flags for one subject in one walk, as `evaluate` does one by one; a salt is hashed when a split asks for
 * it and no other has. Written for the edge, which interprets this: indexed loops, and nothing made on the way.
 * @param flags of `listLiveFlags`.
 * @param subject of `startSubject`, so that each condition is decided once.
 * @param onSplit hears of each flag that a split serves, in order.
 * @returns the hashes by salt number, as `Subject.hashOf` wants them; -1 where none was asked for.
 */
export async function decideAll(
  ruleset: CompiledRuleset,
  flags: readonly LinkedFlag[],
  subject: Subject,
  digest: Digest,
  onSplit: (flag: LinkedFlag, split: CompiledSplit) => void,
): Promise<Float64Array> {
  const { salts } = ruleset.data;
  const hashes = new Float64Array(salts.length).fill(-1);
  const now = momentOf(subject);
  const ending = `-${subject.key}`;
  for (let f = 0; f < flags.length; f++) {
    const flag = flags[f]!;
    const total = flag.row[2];
    const allocations = flag.row[4];
    let found: CompiledSplit | null = null;
    for (let a = 0; a < allocations.length && found === null; a++) {
      const allocation = allocations[a]!;
      const startAt = allocation[2];
      const endAt = allocation[3];
      const rules = allocation[4];
      const splits = allocation[5];
      if ((startAt !== null && now < startAt) || (endAt !== null && now > endAt)) continue;
      if (rules !== null) {
        const isLetIn = letsIn(ruleset, rules, subject);
        if (isLetIn === null) break;
        if (!isLetIn) continue;
      }
      for (let s = 0; s < splits.length && found === null; s++) {
        const shards = splits[s]![3];
        let holds = true;
        for (let i = 0; holds && i < shards.length; i++) {
          const shard: CompiledShard = shards[i]!;
          const salt = shard[0]!;
          let hash = hashes[salt]!;
          if (hash < 0) {
            hash = new DataView(await digest(salts[salt]! + ending)).getUint32(0);
            hashes[salt] = hash;
          }
          holds = isInside(shard, hash % total);
        }
        if (holds) found = splits[s]!;
      }
    }
    if (found !== null) onSplit(flag, found);
  }
  return hashes;
}

/** Null when it cannot be said: the flag then serves nothing, as in `evaluate`. */
function letsIn(ruleset: CompiledRuleset, rules: readonly (readonly number[])[], subject: Subject): boolean | null {
  try {
    return matchesRules(ruleset, rules, subject, null);
  } catch {
    return null;
  }
}
