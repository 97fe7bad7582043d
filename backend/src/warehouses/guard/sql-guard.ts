import { init, isInitialized, parse, tokenize } from '@polyglot-sql/sdk';
import { type DialectKind, dialects, render, sql as fragment } from '@assay/warehouse-sql';
import {
  refusedFunctionPatterns,
  refusedFunctions,
  refusedNamespaces,
  refusedNodePrefixes,
  refusedNodes,
  type TemplateWord,
  templateWords,
} from './sql-guard.rules.js';

/** The parser's name of each kind's language. */
const languageOf: Readonly<Record<DialectKind, string>> = {
  duckdb: 'duckdb',
  postgres: 'postgresql',
  snowflake: 'snowflake',
  bigquery: 'bigquery',
  redshift: 'redshift',
  databricks: 'databricks',
};

/** Kinds in which a backslash in a text literal is an ordinary character, or a matter of settings. */
const plainBackslash: readonly DialectKind[] = ['duckdb', 'postgres', 'redshift'];

export type GuardVerdict =
  /** `sql` is the same statement without comments and closing semicolons: what may be put in brackets. */
  | { readonly outcome: 'accepted'; readonly sql: string }
  | {
      readonly outcome: 'refused';
      /** In the reader's words, with the remedy. */
      readonly message: string;
      /** 1-based place in the text, where there is one. */
      readonly line: number | null;
      readonly column: number | null;
    };

/** A word of the text as the parser's tokenizer returns it (its declared type spells the keys otherwise). */
export interface Word {
  readonly token_type: string;
  readonly text: string;
  /** Offsets in characters (code points), half-open. */
  readonly span: { readonly start: number; readonly end: number; readonly line: number; readonly column: number };
}

export type Tree = { readonly [key: string]: unknown };

const refused = (message: string, at?: { line?: number; column?: number }): GuardVerdict => ({
  outcome: 'refused',
  message,
  line: at?.line ?? null,
  column: at?.column ?? null,
});

const remedy = 'Write one read-only SELECT.';
const queryRoots = ['select', 'union', 'intersect', 'except', 'subquery'];
const deepest = 400;
const quotedOrPlainName = /^(VAR|IDENTIFIER|QUOTED_IDENTIFIER)$/;

/** Judge a customer's SQL: it must be one read-only SELECT in the language of its warehouse. */
export async function judgeCustomerSql(sql: string, kind: DialectKind): Promise<GuardVerdict> {
  const parsed = await parseStatements(sql, kind);
  if (parsed.outcome === 'refused') return parsed;
  const { statements, tokens } = parsed;
  const root = statements[0];
  if (root === undefined) return refused(`There is no statement. ${remedy}`);
  if (statements.length > 1) return refused(`There are ${statements.length} statements. ${remedy}`);
  if (!queryRoots.includes(Object.keys(root)[0] ?? '')) return refused(`This is not a SELECT. ${remedy}`);
  if (endsInsideComment(sql, tokens)) return refused('The last comment is not closed: add */ or remove it.');
  const words = refusalInTokens(sql, tokens, kind);
  if (words) return words;
  const why = refusalOf(root, kind);
  if (why !== null) return refused(`The SQL ${why}. ${remedy}`);
  return { outcome: 'accepted', sql: withoutComments(sql, tokens) };
}

type Parsed =
  | { readonly outcome: 'parsed'; readonly statements: readonly Tree[]; readonly tokens: readonly Word[] }
  | Extract<GuardVerdict, { outcome: 'refused' }>;

/** Text to parse trees and words; a text that cannot be read is refused with the place. */
export async function parseStatements(sql: string, kind: DialectKind): Promise<Parsed> {
  if (!isInitialized()) await init();
  const language = languageOf[kind];
  for (const character of sql) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 32 && character !== '\n' && character !== '\r' && character !== '\t') {
      return refused('The SQL has a control character: remove it.') as Parsed;
    }
    if (code >= 0xd800 && code <= 0xdfff) return refused('The SQL has half a character: type it again.') as Parsed;
  }
  if (bracketDepth(sql) > deepest)
    return refused(`The SQL is nested deeper than ${deepest} brackets: split it.`) as Parsed;
  try {
    const words = tokenize(sql, language as never);
    if (!words.success || words.tokens === undefined) return unreadable(words);
    const tokens = words.tokens as unknown as Word[];
    const trees = parse(kind === 'duckdb' ? withPlainDivision(sql, tokens) : sql, language as never);
    if (!trees.success) return unreadable(trees);
    return { outcome: 'parsed', statements: trees.ast as unknown as Tree[], tokens };
  } catch {
    return refused(`The SQL cannot be read as ${kind}. ${remedy}`) as Parsed;
  }
}

/** The parser does not know DuckDB's integer division `//`; as `/ ` it reads the rest in its place. */
function withPlainDivision(sql: string, tokens: readonly Word[]): string {
  const characters = Array.from(sql);
  tokens.forEach(({ token_type: type, span }, at) => {
    const before = tokens[at - 1];
    if (type === 'SLASH' && before?.token_type === 'SLASH' && before.span.end === span.start)
      characters[span.start] = ' ';
  });
  return characters.join('');
}

const unreadable = (at: { errorLine?: number; errorColumn?: number }): Parsed =>
  refused(
    `The SQL cannot be read from line ${at.errorLine ?? 1}, column ${at.errorColumn ?? 1}. Check the spelling and brackets there. ${remedy}`,
    { line: at.errorLine, column: at.errorColumn },
  ) as Parsed;

const bracketDepth = (sql: string): number => {
  let depth = 0;
  let most = 0;
  for (const c of sql) {
    if (c === '(' || c === '[' || c === '{') most = Math.max(most, ++depth);
    else if (c === ')' || c === ']' || c === '}') depth--;
  }
  return most;
};

const endsInsideComment = (sql: string, tokens: readonly Word[]): boolean => {
  const rest = Array.from(sql)
    .slice(tokens.at(-1)?.span.end ?? 0)
    .join('');
  return rest.lastIndexOf('/*') > rest.lastIndexOf('*/') && !/--[^\n]*\/\*[^\n]*$/.test(rest);
};

/** What the words alone give away: function names however quoted, escapes that engines read differently, templates. */
function refusalInTokens(sql: string, tokens: readonly Word[], kind: DialectKind): GuardVerdict | null {
  const characters = Array.from(sql);
  const sourceOf = (token: Word): string => characters.slice(token.span.start, token.span.end).join('');
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1];
    const name = token.text.toLowerCase();
    if (next?.token_type === 'L_PAREN' && /^[a-z_"`[]/i.test(sourceOf(token)) && isRefusedFunction(name)) {
      return refused(`The SQL calls ${name}, which is not allowed in a source. ${remedy}`, token.span);
    }
    if (next?.token_type === 'DOT' && refusedNamespaces.has(name) && tokens[at + 3]?.token_type === 'L_PAREN') {
      return refused(`The SQL calls functions of ${name}, which are not allowed in a source. ${remedy}`, token.span);
    }
    if (next?.token_type === 'AMP' && name === 'u' && next.span.start === token.span.end) {
      return refused('U& spellings are not read here: write the characters themselves.', token.span);
    }
    const isText = !quotedOrPlainName.test(token.token_type) && /STRING/.test(token.token_type);
    if (isText && plainBackslash.includes(kind) && /\\'/.test(sourceOf(token).slice(1, -1))) {
      return refused("A backslash before a quote is read differently by engines: write '' for a quote.", token.span);
    }
    if (token.text.includes('{{') && !(isText && isTemplateWord(token.text))) {
      return refused(
        `A placeholder is one whole text literal, such as '{{${templateWords[0]}}}'; known are ${templateWords.join(', ')}.`,
        token.span,
      );
    }
  }
  return null;
}

const isTemplateWord = (text: string): boolean => {
  const word = /^\{\{\s*(\w+)\s*\}\}$/.exec(text)?.[1];
  return word !== undefined && (templateWords as readonly string[]).includes(word);
};

const isRefusedFunction = (name: string): boolean =>
  refusedFunctions.has(name) || refusedFunctionPatterns.some((pattern) => pattern.test(name));

/** Why a parse tree may not run as a read-only query; null = nothing found. */
export const refusalOf = (root: Tree, kind: DialectKind): string | null => refusalInTree(root, kind, 0);

function refusalInTree(node: unknown, kind: DialectKind, depth: number): string | null {
  if (depth > deepest * 6) return 'is nested too deeply';
  if (Array.isArray(node)) return firstOf(node, (child) => refusalInTree(child, kind, depth + 1));
  if (!isTree(node)) return null;
  return firstOf(Object.entries(node), ([key, value]) => {
    if (isEmpty(value)) return null;
    const why = typeof value === 'object' ? refusedNode(key) : null;
    return why ?? refusedName(key, value, kind) ?? refusalInTree(value, kind, depth + 1);
  });
}

const refusedNode = (key: string): string | null =>
  refusedNodes.get(key) ?? refusedNodePrefixes.find(([prefix]) => key.startsWith(prefix))?.[1] ?? null;

/** Names that reach files or sequences: a table whose name is a path, a column called nextval. */
function refusedName(key: string, value: unknown, kind: DialectKind): string | null {
  if (!isTree(value)) return null;
  const name = nameOf(value['name']);
  if (key === 'column' && name.toLowerCase() === 'nextval' && !isEmpty(value['table'])) {
    return 'takes the next value of a sequence';
  }
  if (key === 'function' || key === 'method_call' || key === 'anonymous') {
    const called = (name || nameOf(value['method'])).toLowerCase();
    if (isRefusedFunction(called)) return `calls ${called}, which is not allowed in a source`;
  }
  if (key === 'table') {
    const isFile =
      kind === 'duckdb' && /\.(csv|tsv|txt|json|jsonl|ndjson|parquet|xlsx|db|duckdb|arrow)(\.\w+)?$/i.test(name);
    if (isFile || /[/\\*]/.test(name)) return `reads a file (${name.slice(0, 100)})`;
  }
  return null;
}

const nameOf = (value: unknown): string =>
  typeof value === 'string' ? value : isTree(value) && typeof value['name'] === 'string' ? value['name'] : '';

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === false || (Array.isArray(value) && value.length === 0);

const firstOf = <T>(items: readonly T[], find: (item: T) => string | null): string | null => {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
};

/** The words as written, gaps as blanks: no comment reaches a warehouse, so none can be read two ways. */
function withoutComments(sql: string, tokens: readonly Word[]): string {
  const characters = Array.from(sql);
  // A hint is a comment to one engine and a word to the next.
  const kept = tokens.filter(({ span }) => characters[span.start] !== '/' || characters[span.start + 1] !== '*');
  while (kept.at(-1)?.token_type === 'SEMICOLON') kept.pop();
  let text = '';
  let end = kept[0]?.span.start ?? 0;
  for (const { span } of kept) {
    if (span.start > end) text += characters.slice(end, span.start).includes('\n') ? '\n' : ' ';
    text += characters.slice(span.start, span.end).join('');
    end = span.end;
  }
  return text;
}

/** An accepted SELECT with each placeholder replaced by an escaped literal. A word without a value stays. */
export const fillTemplate = (
  accepted: string,
  kind: DialectKind,
  values: Readonly<Partial<Record<TemplateWord, string>>>,
): string =>
  accepted.replace(/'\{\{\s*(\w+)\s*\}\}'/g, (literal, word: TemplateWord) => {
    const value = values[word];
    return value === undefined ? literal : render(fragment`${value}`, dialects[kind]);
  });
