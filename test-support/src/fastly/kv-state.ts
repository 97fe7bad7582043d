/** What one key holds. */
export interface KvEntry {
  readonly value: string;
  readonly metadata: string;
  readonly generation: string;
}

/** A change as it was taken, in order. */
export interface KvChange {
  readonly key: string;
  readonly entry: KvEntry | null;
}

const largestValue = 25 * 1_048_576;
const largestMetadata = 1_000;

/**
 * A KV store as Fastly keeps it: a generation per entry that grows by microseconds, writes on condition, and places
 * that see changes later than the store itself, each in its own time.
 * Source: Fastly API, KV store item (read November 2026).
 */
export class KvState {
  readonly #entries = new Map<string, KvEntry>();
  readonly #places = new Map<string, { readonly seen: Map<string, KvEntry>; readonly coming: KvChange[] }>();
  /** Every change that was taken. */
  readonly changes: KvChange[] = [];
  #generation = 1_763_000_000_000_000n;

  find(key: string): KvEntry | null {
    return this.#entries.get(key) ?? null;
  }

  /** Status of the answer: 200, 400, 412 or 413. */
  put(
    key: string,
    value: string,
    metadata: string,
    when: { readonly add: boolean; readonly generation: string | null },
  ) {
    if (!isKey(key) || metadata.length > largestMetadata) return 400;
    if (Buffer.byteLength(value) > largestValue) return 413;
    const there = this.find(key);
    if (when.add && there !== null) return 412;
    if (when.generation !== null && there?.generation !== when.generation) return 412;
    this.#generation += 1_000n;
    this.#change({ key, entry: { value, metadata, generation: String(this.#generation) } });
    return 200;
  }

  /** False when there was nothing. */
  remove(key: string): boolean {
    if (!this.#entries.has(key)) return false;
    this.#change({ key, entry: null });
    return true;
  }

  /** A place of the network, with nothing in it but what `replicate` brings. */
  addPlace(name: string): ReadonlyMap<string, KvEntry> {
    const seen = new Map(this.#entries);
    this.#places.set(name, { seen, coming: [] });
    return seen;
  }

  /** Lets changes arrive at a place: all that are on their way, or one of them by its number, before earlier ones. */
  replicate(name: string, at: number | null = null): void {
    const place = this.#places.get(name);
    if (!place) throw new Error(`there is no place "${name}"`);
    const arriving = at === null ? place.coming.splice(0) : place.coming.splice(at, 1);
    for (const { key, entry } of arriving) {
      if (entry === null) place.seen.delete(key);
      else place.seen.set(key, entry);
    }
  }

  get size(): number {
    return this.#entries.size;
  }

  #change(change: KvChange): void {
    if (change.entry === null) this.#entries.delete(change.key);
    else this.#entries.set(change.key, change.entry);
    this.changes.push(change);
    for (const { coming } of this.#places.values()) coming.push(change);
  }
}

const isKey = (key: string): boolean =>
  key !== '' &&
  key !== '.' &&
  key !== '..' &&
  Buffer.byteLength(key) <= 1_024 &&
  !/[#;?^|\r\n]/.test(key) &&
  !key.startsWith('.well-known/acme-challenge/');
