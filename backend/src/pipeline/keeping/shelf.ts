import type { ScratchTable } from '@assay/warehouse-sql';
import type { KeptContents } from './kept-contents.js';

/** A table of the manifest that this refresh alone may fill. */
export interface HeldTable {
  readonly id: string;
  readonly table: ScratchTable;
  /** null = it is not made. */
  readonly contents: KeptContents | null;
  /** Whether it was entered just now: one that was not, and is not made, may be half made. */
  readonly isNew: boolean;
}

/** The manifest as the upkeep of one source sees it. */
export interface Shelf {
  /** The table of a definition, entered if there is none; waits while another refresh fills it. */
  take(owner: string, definition: string): Promise<HeldTable>;
  /** Give up a table that is of no use, and enter another one in its place. */
  replace(held: HeldTable, owner: string, definition: string): Promise<HeldTable>;
  /** What is in it from now on. Readers see all of it or nothing. */
  save(held: HeldTable, contents: KeptContents): Promise<void>;
  letGo(held: HeldTable): Promise<void>;
  /** Whether some other refresh may still read rows that do not count any more. */
  hasOtherReaders(): Promise<boolean>;
}
