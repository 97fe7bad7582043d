import { Failure } from './errors.js';

/** One page of a list. `next` is the cursor of the following page, null on the last one. */
export interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

export type CursorKey = readonly (string | number)[];

/** Makes a cursor of the sort key of the last row shown. Opaque to readers, not secret. */
export const encodeCursor = (key: CursorKey): string => Buffer.from(JSON.stringify(key)).toString('base64url');

type PartKind = 'text' | 'number';
type Parts<Kinds extends readonly PartKind[]> = {
  -readonly [I in keyof Kinds]: Kinds[I] extends 'text' ? string : number;
};

/**
 * Reads a cursor back into the key that it was made of, or null for the first page.
 * A cursor that was cut, edited or made by another list is `invalid_input`.
 *
 * @example const [position = null] = decodeCursor(query.cursor, ['number']) ?? [];
 */
export function decodeCursor<const Kinds extends readonly PartKind[] = readonly ['text']>(
  cursor: string | null | undefined,
  kinds?: Kinds,
): Parts<Kinds> | null {
  if (cursor == null || cursor === '') return null;
  const wanted: readonly PartKind[] = kinds ?? ['text'];
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const isKey =
      Array.isArray(key) && key.length === wanted.length && wanted.every((kind, index) => isPart(key[index], kind));
    if (isKey) return key as Parts<Kinds>;
  } catch {
    // falls through to the one refusal below
  }
  throw new Failure('invalid_input', 'cursor: use the `next` of the page before, unchanged.', { field: 'cursor' });
}

const isPart = (part: unknown, kind: PartKind): boolean =>
  kind === 'text' ? typeof part === 'string' && part.length <= 400 && !part.includes('\0') : Number.isSafeInteger(part);

/**
 * Cuts a page out of rows that were read with `limit + 1`: the extra row only tells that there is more.
 *
 * @example pageOf(await store.list(tx, limit + 1, after), limit, (flag) => [flag.createdAt, flag.id])
 */
export function pageOf<T>(rows: readonly T[], limit: number, keyOf: (row: T) => CursorKey): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? encodeCursor(keyOf(last)) : null };
}
