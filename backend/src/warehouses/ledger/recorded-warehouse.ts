import { addToLedger, createLedger, dialects, type DialectKind, type LedgerEntry } from '@assay/warehouse-sql';
import type { Statement } from '@assay/warehouse-sql';
import type { JobRef, RowPage, Warehouse } from '../port.js';
import { WarehouseFailure } from '../warehouse-failure.js';
import { entryOf, ledgerTableOf, notedOf, splitRef, withNote } from './ledger.js';

export interface LedgerOptions {
  /** Off: nothing more is recorded, but for statements that were sent while it was on. */
  readonly isOn: boolean;
  readonly kind: DialectKind;
  readonly scratchSchema: string;
  readonly now: () => Date;
}

/** Results of several pages that somebody is reading; older ones are read and recorded again. */
const remembered = 50;

/**
 * A warehouse that writes down, in a table of the customer's own scratch schema, each statement whose rows leave it,
 * before the first row is handed out. What cannot be written down is not handed out.
 */
export function recordedWarehouse(warehouse: Warehouse, options: LedgerOptions): Warehouse {
  const read = new Map<JobRef, readonly RowPage[]>();

  const remember = (ref: JobRef, pages: readonly RowPage[]): void => {
    const oldest = read.size >= remembered ? read.keys().next().value : undefined;
    if (oldest !== undefined) read.delete(oldest);
    read.set(ref, pages);
  };
  /** All pages of a statement; in the ledger when this resolves. */
  const recorded = async (whole: JobRef): Promise<readonly RowPage[]> => {
    const { note, ref } = splitRef(whole);
    if (note === null) throw begunBefore();
    const pages: RowPage[] = [await warehouse.rows(ref)];
    for (let next = pages[0]?.next; next != null; next = pages.at(-1)?.next)
      pages.push(await warehouse.rows(ref, next));
    if (pages.some((page) => page.rows.length > 0)) {
      const entry = entryOf(note, ref, pages, options.now());
      await record(warehouse, options, entry).catch((thrown: unknown) => {
        throw thrown instanceof WarehouseFailure ? unrecorded(thrown) : thrown;
      });
    }
    return pages;
  };

  return {
    ...warehouse,
    submit: async (statement, tag) => {
      const ref = await warehouse.submit(statement, tag);
      return options.isOn && statement.kind !== 'scratch' ? withNote(notedOf(statement, tag), ref) : ref;
    },
    poll: (ref, waitMs) => warehouse.poll(splitRef(ref).ref, waitMs),
    cancel: (ref) => warehouse.cancel(splitRef(ref).ref),
    rows: async (ref, page = null) => {
      if (!options.isOn && splitRef(ref).note === null) return warehouse.rows(ref, page);
      const pages = (page === null ? null : read.get(ref)) ?? (await recorded(ref));
      const at = page === null ? 0 : pages.findIndex((one) => one.next === page) + 1;
      const found = pages[at];
      if (found === undefined || (page !== null && at === 0)) {
        throw new WarehouseFailure('query', 'The rows of this statement are gone. Submit it again.', {
          cause: 'query',
        });
      }
      if (found.next === null) read.delete(ref);
      else if (page === null) remember(ref, pages);
      return found;
    },
    close: async () => {
      read.clear();
      await warehouse.close();
    },
  };
}

/** Adds an entry; makes the table with the first. Another worker may make it in between. */
async function record(warehouse: Warehouse, options: LedgerOptions, entry: LedgerEntry): Promise<void> {
  const d = dialects[options.kind];
  const table = ledgerTableOf(options.scratchSchema);
  const write = (statement: Statement): Promise<void> => run(warehouse, statement, entry.organisation_id);
  try {
    await write(addToLedger(d, table, entry));
  } catch (thrown) {
    if (!(thrown instanceof WarehouseFailure) || thrown.reason !== 'grant_or_object') throw thrown;
    await write(createLedger(d, table, entry)).catch(() => write(addToLedger(d, table, entry)));
  }
}

async function run(warehouse: Warehouse, statement: Statement, organisationId: string): Promise<void> {
  const ref = await warehouse.submit(statement, { organisationId, purpose: 'ledger' });
  for (;;) {
    const state = await warehouse.poll(ref, 500);
    if (state.state === 'done') return;
    if (state.state === 'failed') throw state.failure;
    if (state.state !== 'running')
      throw new WarehouseFailure('network', 'The warehouse lost track of the statement.', { cause: 'network' });
  }
}

const unrecorded = (failure: WarehouseFailure): WarehouseFailure =>
  new WarehouseFailure(
    failure.reason,
    `The rows were dropped, because the ledger of the scratch schema could not be written: ${failure.message}`,
    { ...failure.facts, ledger: 1 },
  );

const begunBefore = (): WarehouseFailure =>
  new WarehouseFailure('network', 'The statement was sent before the ledger was switched on. Refresh again.', {
    cause: 'network',
  });
