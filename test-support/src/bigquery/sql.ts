import { Dialect, init, isInitialized, transpile } from '@polyglot-sql/sdk';

/** What BigQuery says when it refuses a statement, and the reason that its error carries. */
export class RefusedSql extends Error {
  constructor(
    message: string,
    readonly reason: 'invalidQuery' | 'invalid' | 'notFound' | 'accessDenied' | 'responseTooLarge' = 'invalidQuery',
  ) {
    super(message);
  }
}

/** What other engines take and GoogleSQL does not; the source of each is a page of its reference (November 2026). */
export const refusals: readonly (readonly [pattern: RegExp, what: string, source: string])[] = [
  [/::/, 'Unexpected ":"', 'Conversion functions: only CAST'],
  [/\b(?:as|value)\s+(?:varchar|text|double(?:\s+precision)?|real|float8?|char)\b/i, 'Type not found', 'Data types'],
  [/\btimestamp\s+with(?:out)?\s+time\s+zone\b/i, 'Unexpected keyword WITH', 'Data types: TIMESTAMP'],
  [
    /\b(?:dateadd|datediff|iff|nvl2?|decode|listagg|to_timestamp|date_part|epoch_us|strftime)\s*\(/i,
    'Function not found',
    'Function list',
  ],
  [
    /\b(?:generate_series|range|median|quantile_cont|arg_min|min_by_n|random|len|regexp_matches)\s*\(/i,
    'Function not found',
    'Function list',
  ],
  [/\bpercentile_(?:cont|disc)\s*\([^)]*\)\s*within\b/i, 'WITHIN GROUP is not supported', 'Navigation functions'],
  [
    /\bpercentile_(?:cont|disc)\s*\([^)]*\)(?!\s*over\b)/i,
    'Analytic function cannot be called without OVER',
    'Navigation functions',
  ],
  [/\bfilter\s*\(\s*where\b/i, 'Unexpected keyword WHERE', 'Aggregate function calls'],
  [/\bdistinct\s+on\b/i, 'Unexpected keyword ON', 'Query syntax: SELECT DISTINCT'],
  [/\bilike\b/i, 'Unexpected identifier "ilike"', 'Operators: LIKE'],
  [/\blateral\b/i, 'Unexpected identifier "lateral"', 'Query syntax: FROM'],
  [/\bextract\s*\(\s*epoch\b/i, 'A valid date part name is required', 'Timestamp functions: EXTRACT'],
  [/\bfor\s+(?:update|share)\b/i, 'Unexpected keyword FOR', 'Query syntax'],
  [/\breturning\b/i, 'Unexpected identifier "returning"', 'Data manipulation language'],
];

/** Fields of text, quoted names and comments of GoogleSQL; what is between them is at the even places. */
const literal = /('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\*[\s\S]*?\*\/|--[^\n]*)/;

/** The translation narrows these types, so they go through it under a name that it leaves alone. */
const types: readonly (readonly [written: RegExp, name: string, duckdb: string])[] = [
  [/\bas\s+timestamp\s*\)/gi, 'assay_zoned', 'TIMESTAMPTZ'],
  [/\bas\s+(?:numeric|decimal)\s*\)/gi, 'assay_numeric', 'DECIMAL(38, 9)'],
  [/\bas\s+(?:bignumeric|bigdecimal)\s*\)/gi, 'assay_bignumeric', 'DECIMAL(38, 10)'],
];
const zonedColumn = /\stimestamp(?=\s*[,)])/gi;
const sized = /\bas\s+(?:big)?(?:numeric|decimal)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/gi;

/** The statement as DuckDB takes it, where the tables of `project` are the schemas of a database of that name. */
export async function asDuckDb(text: string, project: string): Promise<string> {
  if (!isInitialized()) await init();
  const isTable = /^\s*create\s+table\s+\S+\s*\(/i.test(text);
  const marked = text
    .split(literal)
    .map((piece, at) => (at % 2 === 0 ? checked(isTable ? piece.replace(zonedColumn, ' assay_zoned') : piece) : piece))
    .join('');
  const { success, sql, error } = transpile(marked, Dialect.BigQuery, Dialect.DuckDB);
  if (!success || !sql) throw new RefusedSql(`Syntax error: ${error ?? 'unexpected end'}${placeOf(error ?? '')}`);
  const [only, ...more] = sql.filter((one) => one.trim() !== '');
  if (only === undefined || more.length > 0) throw new RefusedSql('Syntax error: Expected one statement');
  return spelled(only, project);
}

function checked(piece: string): string {
  for (const [pattern, what] of refusals) {
    const found = pattern.exec(piece)?.[0];
    if (found !== undefined) throw new RefusedSql(`${what}: ${found.trim().replace(/\s*\($/, '')} at [1:1]`);
  }
  // As operators these two would lose the brackets around what they stand for.
  const called = piece.replace(/\b(div|mod)\s*\(/gi, (_, name: string) => `assay_${name.toLowerCase()}(`);
  const typed = called.replace(sized, (_, digits: string, scale = '0') => `AS assay_decimal_${digits}_${scale}`);
  return types.reduce((done, [written, name]) => done.replace(written, `AS ${name})`), typed);
}

const placeOf = (error: string): string => {
  const [, line, column] = /line (\d+), column (\d+)/.exec(error) ?? [];
  return line === undefined ? '' : ` at [${line}:${column}]`;
};

const catalogue = /(?:"?([\w-]+)"?\.)?"?([\w-]+)"?\."INFORMATION_SCHEMA\.(COLUMNS|TABLES)"/gi;

function spelled(text: string, project: string): string {
  return text
    .split(/('(?:[^']|'')*')/)
    .map((piece, at) => (at % 2 === 0 ? outside(piece, project) : piece))
    .join('');
}

function outside(piece: string, project: string): string {
  return types
    .reduce((done, [, name, duckdb]) => done.replaceAll(name, duckdb), piece)
    .replace(
      /\bassay_decimal_(\d+)_(\d+)\b/g,
      (_, digits: string, scale: string) => `DECIMAL(${Math.min(38, Number(digits))}, ${scale})`,
    )
    .replace(catalogue, (_, _project: string, dataset: string, view: string) => {
      return `(SELECT * FROM assay_catalogue.${view.toLowerCase()} WHERE table_schema = '${dataset}')`;
    })
    .replace(/"([\w-]+)\.([\w-]+)(?:\.([\w-]+))?"/g, (_, ...names: (string | undefined)[]) =>
      names
        .slice(0, 3)
        .filter((name) => name !== undefined)
        .map((name) => `"${name}"`)
        .join('.'),
    )
    .replace(/\bSESSION_USER\(\)/gi, `'assay@${project}.iam.gserviceaccount.com'`);
}
