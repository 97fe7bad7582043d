import { readMetadata } from '@assay/edge-handler';
import type { EdgeEntry } from './edge-entries.js';
import type { FastlyClient } from './fastly.client.js';
import { FastlyFailure } from './fastly.failures.js';

/** The store holds a version that we never published: our database was restored from a backup, or is another one. */
export class AheadOfUs extends Error {
  override readonly name = 'AheadOfUs';

  constructor(readonly version: number) {
    super(`The edge holds version ${version}, which is not known here. Publishing goes on above it.`);
  }
}

/** Enough to look, write, look again, lose to another publisher once and look a last time. */
const rounds = 3;

/**
 * Makes the store hold an entry: looks, writes if it is not there, and looks again. A write that failed may have taken
 * effect, and one that succeeded may not be seen yet; looking tells both. An older entry never replaces a newer one.
 */
export async function bring(client: Pick<FastlyClient, 'find' | 'put'>, entry: EdgeEntry): Promise<void> {
  for (let round = 0; ; round++) {
    const there = await client.find(entry.key);
    if (there?.metadata === entry.metadata) return;
    const version = there === null ? 0 : versionOf(there.metadata);
    if (version > entry.version) throw new AheadOfUs(version);
    if (round === rounds - 1) break;
    await client.put(entry.key, entry.value, entry.metadata, there?.generation ?? null);
  }
  throw new FastlyFailure('refused', 'What was written to the KV store cannot be seen there yet.');
}

/** 0 when somebody else wrote there: it is replaced. */
function versionOf(metadata: string): number {
  try {
    return readMetadata(metadata).version;
  } catch {
    return 0;
  }
}
