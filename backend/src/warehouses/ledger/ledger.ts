import { createHash } from 'node:crypto';
import type { LedgerEntry, ScratchTable, Statement } from '@assay/warehouse-sql';
import { z } from 'zod';
import type { JobRef, QueryTag, RowPage } from '../port.js';

/** The ledger of a scratch schema; its name never changes, so that others can read it and guard it. */
export const ledgerTableOf = (scratchSchema: string): ScratchTable => ({
  schema: scratchSchema.split('.'),
  table: 'assay_ledger',
});

const noted = z.object({
  digest: z.string(),
  purpose: z.string(),
  organisationId: z.string(),
  experimentId: z.string().nullable(),
  runId: z.string().nullable(),
});

/** What must be known of a statement when its rows are read, perhaps by another worker than the one that sent it. */
export type Noted = z.infer<typeof noted>;

export const notedOf = ({ digest, purpose }: Statement, tag: QueryTag): Noted => ({
  digest,
  purpose,
  organisationId: tag.organisationId,
  experimentId: tag.experimentId ?? null,
  runId: tag.runId ?? null,
});

const prefix = 'ledger.';

/** A ref that carries what the ledger will say, so that it is known after a crash as well. */
export const withNote = (note: Noted, ref: JobRef): JobRef =>
  `${prefix}${Buffer.from(JSON.stringify(note)).toString('base64url')}.${ref}`;

/** The adapter's own ref, and the note; null = it was sent while no ledger was kept. */
export const splitRef = (ref: JobRef): { readonly note: Noted | null; readonly ref: JobRef } => {
  if (!ref.startsWith(prefix)) return { note: null, ref };
  const at = ref.indexOf('.', prefix.length);
  const note: unknown = JSON.parse(Buffer.from(ref.slice(prefix.length, at), 'base64url').toString('utf8'));
  return { note: noted.parse(note), ref: ref.slice(at + 1) };
};

/** What the ledger says of one reading; `ref` names it. */
export const entryOf = (note: Noted, ref: JobRef, pages: readonly RowPage[], at: Date): LedgerEntry => {
  const rows = pages.flatMap((page) => page.rows);
  const bytes = rows
    .flat()
    .reduce<number>((sum, cell) => sum + (cell === null ? 0 : Buffer.byteLength(String(cell))), 0);
  return {
    entry: createHash('sha256').update(`${note.digest} ${ref}`).digest('hex'),
    recorded_at: at.toISOString(),
    organisation_id: note.organisationId,
    experiment_id: note.experimentId,
    run_id: note.runId,
    statement_digest: note.digest,
    purpose: note.purpose,
    columns_out: (pages[0]?.columns ?? []).map(({ name, nativeType }) => `${name} ${nativeType}`).join(', '),
    rows_out: rows.length,
    bytes_out: bytes,
  };
};
