import { Failure } from './errors.js';

/** `"7"` for version 7: the entity tag of an editable resource. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * Reads an If-Match header. `*` means "whatever is there" and gives null.
 * Absent is `precondition_required`; anything but one of our tags is `invalid_input`.
 */
export function parseIfMatch(header: string | undefined): number | null {
  if (header === undefined || header.trim() === '') {
    throw new Failure(
      'precondition_required',
      'Send If-Match with the ETag that you last read, so that nobody else’s edit is overwritten.',
      { header: 'If-Match' },
    );
  }
  if (header.trim() === '*') return null;
  const [, version] = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim()) ?? [];
  if (version === undefined) {
    throw new Failure('invalid_input', 'If-Match: send one ETag as it was received, for example "3".', {
      field: 'If-Match',
    });
  }
  return Number(version);
}

/** Refuses an edit of a version that is no longer the current one. `expected` null accepts any. */
export function expectVersion(current: number, expected: number | null): void {
  if (expected === null || expected === current) return;
  throw new Failure(
    'precondition_failed',
    'Someone changed this after you opened it. Load it again, look at the difference and repeat your edit.',
    { expected, current },
  );
}
