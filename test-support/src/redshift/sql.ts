/** What Redshift says when it refuses a statement before running it. */
export class RefusedSql extends Error {}

/** What PostgreSQL takes and Redshift does not; the source of each is a page of its developer guide (November 2026). */
export const refusals: readonly (readonly [pattern: RegExp, what: string, source: string])[] = [
  [/\blateral\b/i, 'LATERAL', 'Unsupported PostgreSQL features'],
  [/\bdistinct\s+on\b/i, 'DISTINCT ON', 'SELECT list'],
  [/\bfilter\s*\(\s*where\b/i, 'FILTER', 'Aggregate functions'],
  [/\bon\s+conflict\b/i, 'ON CONFLICT', 'INSERT'],
  [/\breturning\b/i, 'RETURNING', 'INSERT'],
  [/\bas\s+(?:not\s+)?materialized\b/i, 'MATERIALIZED', 'WITH clause'],
  [/\bwith\s+ordinality\b/i, 'WITH ORDINALITY', 'FROM clause'],
  [/\bunlogged\b/i, 'UNLOGGED', 'CREATE TABLE AS'],
  [/\bcollate\s*$/i, 'COLLATE of this name', 'COLLATE function'],
  [
    /\b(?:unnest|generate_series|array_agg|string_agg|gen_random_uuid|make_interval)\s*\(/i,
    'function',
    'Unsupported PostgreSQL functions',
  ],
  [/\b(?:corr|covar_pop|covar_samp|regr_\w+|mode)\s*\(/i, 'function', 'Aggregate functions'],
  [/\b(?:width_bucket|format|jsonb?_\w+|row_to_json|to_jsonb?)\s*\(/i, 'function', 'Unsupported PostgreSQL functions'],
  [/\b(?:bytea|jsonb?|money|uuid|xml)\b/i, 'type', 'Unsupported PostgreSQL data types'],
  [/\btablesample\b/i, 'TABLESAMPLE', 'FROM clause'],
  [/\bfor\s+(?:no\s+key\s+)?(?:update|share)\b/i, 'row locking', 'SELECT'],
];

const parts =
  'years?|quarters?|months?|weeks?|days?|hours?|minutes?|seconds?|milliseconds?|microseconds?|yr|qtr|mon|w|d|h|m|s|ms|us';
const fullParts: Readonly<Record<string, string>> = {
  ...{ yr: 'year', qtr: 'quarter', mon: 'month', w: 'week', d: 'day' },
  ...{ h: 'hour', m: 'minute', s: 'second', ms: 'millisecond', us: 'microsecond' },
};
const datePart = new RegExp(`\\b(dateadd|datediff)(\\s*\\(\\s*)(${parts})(\\s*,)`, 'gi');
const storage =
  /\bdiststyle\s+\w+|\b(?:distkey|(?:compound\s+|interleaved\s+)?sortkey)\b(?:\s*\([^)]*\))?|\bencode\s+[a-z]+\w*/gi;

/** Text literals, quoted names and comments stay whole; they are the odd pieces. */
const pieces = (text: string): string[] => text.split(/('(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/)/);

/**
 * A Redshift statement as PostgreSQL spells it. Throws `RefusedSql` for what Redshift does not take, and for text
 * with a backslash, which Redshift reads as an escape and PostgreSQL does not.
 */
export function asPostgres(text: string): string {
  return pieces(text)
    .map((piece, at) => (at % 2 === 0 ? spelled(piece) : kept(piece)))
    .join('');
}

function kept(piece: string): string {
  if (piece.startsWith("'") && piece.includes('\\')) {
    throw new RefusedSql('a backslash in text is an escape in Redshift; this stand-in cannot read it');
  }
  // Names fold to lower case even between quotes, unless enable_case_sensitive_identifier is on.
  return piece.startsWith('"') ? piece.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : piece;
}

function spelled(piece: string): string {
  for (const [pattern, what] of refusals) {
    const found = pattern.exec(piece)?.[0];
    if (found !== undefined) throw new RefusedSql(`${what} "${found.trim()}" is not supported`);
  }
  return piece
    .replace(datePart, (_, name: string, open: string, part: string, comma: string) => {
      const lower = part.toLowerCase();
      return `${name}${open}'${fullParts[lower] ?? lower.replace(/s$/, '')}'${comma}`;
    })
    .replace(storage, ' ')
    .replace(/\bapproximate\s+(percentile_disc|count)\b/gi, '$1')
    .replace(/\bsuper\b/gi, 'jsonb')
    .replace(/\bsysdate\b(?!\s*\()/gi, 'sysdate()');
}
