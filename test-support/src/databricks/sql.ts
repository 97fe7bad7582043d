/** What Databricks says when it refuses a statement: its error class, and the state that goes with it. */
export class RefusedSql extends Error {
  constructor(
    readonly errorClass: string,
    message: string,
    readonly sqlState = '42601',
  ) {
    super(`[${errorClass}] ${message} SQLSTATE: ${sqlState}`);
  }
}

/** What DuckDB takes and Databricks does not; the source of each is a page of its SQL reference (November 2026). */
export const refusals: readonly (readonly [pattern: RegExp, errorClass: string, source: string])[] = [
  [/\bdistinct\s+on\b/i, 'PARSE_SYNTAX_ERROR', 'SELECT: DISTINCT takes no columns'],
  [/\btimestamp\s+with(?:out)?\s+time\s+zone\b/i, 'PARSE_SYNTAX_ERROR', 'TIMESTAMP type'],
  [/\bdouble\s+precision\b/i, 'PARSE_SYNTAX_ERROR', 'DOUBLE type'],
  [/\b(?:as|::)\s*varchar\s*(?!\s*\()/i, 'DATATYPE_MISSING_SIZE', 'STRING type: VARCHAR needs a length'],
  [/\bas\s+(?:text|hugeint|int8|int64|float8|float64|jsonb?|uuid)\s*\)/i, 'UNSUPPORTED_DATATYPE', 'Data types'],
  [/\breturning\b/i, 'PARSE_SYNTAX_ERROR', 'INSERT'],
  [/\bon\s+conflict\b/i, 'PARSE_SYNTAX_ERROR', 'INSERT'],
  [/\bfor\s+(?:update|share)\b/i, 'PARSE_SYNTAX_ERROR', 'SELECT'],
  [/\bas\s+(?:not\s+)?materialized\b/i, 'PARSE_SYNTAX_ERROR', 'Common table expression'],
  [/\bwith\s+ordinality\b/i, 'PARSE_SYNTAX_ERROR', 'Table reference'],
  [/\busing\s+sample\b/i, 'PARSE_SYNTAX_ERROR', 'TABLESAMPLE clause'],
  [/\bat\s+time\s+zone\b/i, 'PARSE_SYNTAX_ERROR', 'from_utc_timestamp function'],
  [/\/\//, 'PARSE_SYNTAX_ERROR', 'Operators: DIV'],
  [/\bcreate\s+(?:or\s+replace\s+)?(?:temp|temporary)\s+table\b/i, 'PARSE_SYNTAX_ERROR', 'CREATE TABLE'],
  [/\bextract\s*\(\s*epoch\b/i, 'INVALID_EXTRACT_FIELD', 'extract function'],
  [
    /\b(?:generate_series|unnest|epoch_us|epoch_ms|strftime|strptime|arg_min|arg_max|quantile_cont|quantile_disc)\s*\(/i,
    'UNRESOLVED_ROUTINE',
    'Built-in functions',
  ],
  [
    /\b(?:regexp_matches|list_\w+|string_split|to_timestamp_tz|safe_divide|farm_fingerprint|hash64|apply)\s*\(/i,
    'UNRESOLVED_ROUTINE',
    'Built-in functions',
  ],
];

/** Texts (in either quotes, with backslash escapes), quoted names and comments; what is between is at the even places. */
const literal = /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`|\/\*[\s\S]*?\*\/|--[^\n]*)/;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', '0': '\0' };
const textOf = (piece: string): string =>
  piece.slice(1, -1).replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);

/** Types that the two engines name differently. */
const types: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  timestamp: 'TIMESTAMPTZ',
  timestamp_ntz: 'TIMESTAMP',
  timestamp_ltz: 'TIMESTAMPTZ',
  binary: 'BLOB',
};

/** A type behind AS or `::`, or at the end of a declared column. */
const typed = /(\bas\s+|::\s*)?\b(string|timestamp(?:_ntz|_ltz)?|binary)\b(?:(?<=(?:\bas\s+|::\s*)\w+)|(?=\s*[,)]))/gi;

/** A Databricks statement as DuckDB spells it. Throws `RefusedSql` for what Databricks does not take. */
export function asDuckDb(text: string): string {
  return text
    .split(literal)
    .map((piece, at) => (at % 2 === 0 ? spelled(piece) : kept(piece)))
    .join('')
    .trim();
}

function kept(piece: string): string {
  if (piece.startsWith('`')) return `"${piece.slice(1, -1).replaceAll('``', '`').replaceAll('"', '""')}"`;
  if (/^['"]/.test(piece)) return `'${textOf(piece).replaceAll("'", "''")}'`;
  return piece;
}

function spelled(piece: string): string {
  for (const [pattern, errorClass] of refusals) {
    const found = pattern.exec(piece)?.[0].trim();
    if (found === undefined) continue;
    const name = found.replace(/\s*\($/, '');
    throw errorClass === 'UNRESOLVED_ROUTINE'
      ? new RefusedSql(errorClass, `Cannot resolve routine \`${name}\` on search path.`, '42883')
      : new RefusedSql(errorClass, `Syntax error at or near '${name}'.`);
  }
  return piece
    .replace(typed, (_, before: string | undefined, type: string) => `${before ?? ''}${types[type.toLowerCase()]}`)
    .replace(/\bdiv\b/gi, '//')
    .replace(/\bcluster\s+by\s*\([^)]*\)/gi, ' ')
    .replace(/\busing\s+delta\b/gi, ' ')
    .replace(/\bexplode\s*\(/gi, 'unnest(')
    .replace(/\bsequence\s*\(/gi, 'generate_series(')
    .replace(/\bcurrent_user\s*\(\s*\)/gi, 'assay_principal()')
    .replace(/\bis_account_group_member\s*\(/gi, 'assay_is_member(')
    .replace(/\binformation_schema\s*\.\s*(\w+)/gi, 'assay_catalogue.$1');
}
