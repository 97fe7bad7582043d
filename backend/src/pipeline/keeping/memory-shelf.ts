import type { ScratchTable } from '@assay/warehouse-sql';
import type { KeptContents } from './kept-contents.js';
import type { HeldTable, Shelf } from './shelf.js';

/** A manifest of one process, for refreshes outside of the service: conformance, benchmarks and tests. */
export class MemoryShelf implements Shelf {
  readonly #tables = new Map<string, { id: string; table: ScratchTable; contents: KeptContents | null }>();
  #made = 0;

  constructor(private readonly schema: readonly string[]) {}

  take(owner: string, definition: string): Promise<HeldTable> {
    const known = this.#tables.get(`${owner} ${definition}`);
    return Promise.resolve(known ? { ...known, isNew: false } : this.#added(owner, definition));
  }

  replace(_: HeldTable, owner: string, definition: string): Promise<HeldTable> {
    return Promise.resolve(this.#added(owner, definition));
  }

  save({ id }: HeldTable, contents: KeptContents): Promise<void> {
    for (const table of this.#tables.values()) if (table.id === id) table.contents = contents;
    return Promise.resolve();
  }

  letGo(): Promise<void> {
    return Promise.resolve();
  }

  hasOtherReaders(): Promise<boolean> {
    return Promise.resolve(false);
  }

  /** What is in the tables, for assertions. */
  contents(): readonly (KeptContents | null)[] {
    return [...this.#tables.values()].map(({ contents }) => contents);
  }

  #added(owner: string, definition: string): HeldTable {
    const id = String(this.#made++);
    const table = { schema: this.schema, table: `assay_kept_source_${id}` };
    this.#tables.set(`${owner} ${definition}`, { id, table, contents: null });
    return { id, table, contents: null, isNew: true };
  }
}
