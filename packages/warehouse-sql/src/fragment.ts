/** A value that is written as a literal. Numbers are finite; text holds no NUL. */
export type Value = string | number | boolean | null;

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'customer'; readonly text: string };

const brand: unique symbol = Symbol('sql');

/** SQL as a small tree: text, names and literals stay apart until it is rendered for one dialect. */
export interface Sql {
  readonly [brand]: true;
  readonly parts: readonly Part[];
}

/** How one engine writes names and text literals. */
export interface Spelling {
  readonly nameQuote: '"' | '`';
  /** Names that need no quotes and mean the same without them. */
  readonly plainName: RegExp;
  readonly reservedWords: ReadonlySet<string>;
  /**
   * `double`: a quote is doubled, a backslash is itself · `backslash`: both are escaped by a backslash ·
   * `double_chr`: a quote is doubled, a backslash is CHR(92), for engines that disagree with themselves.
   */
  readonly textEscape: 'double' | 'backslash' | 'double_chr';
}

const make = (parts: readonly Part[]): Sql => ({ [brand]: true, parts });
const isSql = (hole: Sql | Value): hole is Sql => typeof hole === 'object' && hole !== null;

/** A hole is a fragment or a literal, never text: nothing can be spliced by accident. */
export function sql(text: TemplateStringsArray, ...holes: readonly (Sql | Value)[]): Sql {
  const parts: Part[] = [];
  text.forEach((piece, at) => {
    if (piece !== '') parts.push({ kind: 'text', text: piece });
    if (at < holes.length) {
      const hole = holes[at] as Sql | Value;
      if (isSql(hole)) parts.push(...hole.parts);
      else parts.push({ kind: 'literal', value: hole });
    }
  });
  return make(parts);
}

export const empty: Sql = make([]);

/** A name as the customer or the warehouse spells it: quoted where the dialect must. */
export const name = (spelled: string): Sql => {
  if (spelled === '' || hasControlCharacter(spelled)) throw new RangeError('A name is not empty and is printable.');
  return make([{ kind: 'name', name: spelled }]);
};

const aliasPattern = /^[a-z][a-z0-9_]{0,60}$/;

/** One of our own names: lower snake_case, never quoted. */
export const alias = (ours: string): Sql => {
  if (!aliasPattern.test(ours)) throw new RangeError(`${JSON.stringify(ours)} is no plain lower-case name.`);
  return make([{ kind: 'text', text: ours }]);
};

/** Fragments with a separator between them; `empty` for no fragment. */
export const list = (items: readonly Sql[], separator: Sql = sql`, `): Sql =>
  make(items.flatMap((item, at) => (at === 0 ? item.parts : [...separator.parts, ...item.parts])));

/** The same with each fragment on its own line, for long select lists. */
export const lines = (items: readonly Sql[]): Sql => list(items, sql`,\n  `);

/** All of the conditions; `TRUE` for none. Each must be safe inside AND. */
export const allOf = (conditions: readonly Sql[]): Sql =>
  conditions.length === 0 ? sql`1 = 1` : list(conditions, sql` AND `);

/** A qualified name such as scratch schema and table; empty levels are left out. */
export const path = (levels: readonly (string | null)[]): Sql =>
  list(
    levels.filter((level) => level !== null && level !== '').map((level) => name(level as string)),
    sql`.`,
  );

/**
 * The customer's SELECT, always bracketed and closed by a line end, so that a trailing comment cannot swallow the
 * bracket. Whether it is one read-only SELECT was judged by the SQL guard when it was saved.
 */
export const customerSql = (select: string): Sql => {
  if (select.includes('\u0000')) throw new RangeError('The SQL holds a NUL character.');
  const trimmed = select.replace(/[\s;]+$/, '');
  return make([
    { kind: 'text', text: '(\n' },
    { kind: 'customer', text: trimmed },
    { kind: 'text', text: '\n)' },
  ]);
};

/** The text for one dialect. */
export const render = (fragment: Sql, spelling: Spelling): string =>
  fragment.parts
    .map((part) => {
      switch (part.kind) {
        case 'text':
        case 'customer':
          return part.text;
        case 'name':
          return renderName(part.name, spelling);
        case 'literal':
          return renderLiteral(part.value, spelling);
        default:
          return part satisfies never;
      }
    })
    .join('');

const renderName = (spelled: string, { nameQuote, plainName, reservedWords }: Spelling): string => {
  if (plainName.test(spelled) && !reservedWords.has(spelled.toLowerCase())) return spelled;
  // BigQuery and Databricks escape differently inside backticks (\` and ``): a name with one is refused by both rules.
  if (nameQuote === '`' && /[`\\]/.test(spelled)) throw new RangeError(`The name ${spelled} cannot be quoted.`);
  return nameQuote + spelled.split(nameQuote).join(nameQuote + nameQuote) + nameQuote;
};

const renderLiteral = (value: Value, spelling: Spelling): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return renderNumber(value);
  return renderText(value, spelling.textEscape);
};

/** A negative number is bracketed: after a minus sign it would start a comment. */
const renderNumber = (value: number): string => {
  if (!Number.isFinite(value)) throw new RangeError('A number in SQL is finite.');
  return value < 0 || Object.is(value, -0) ? `(${Object.is(value, -0) ? '0' : value})` : String(value);
};

const renderText = (value: string, escape: Spelling['textEscape']): string => {
  if (value.includes('\u0000')) throw new RangeError('Text in SQL holds no NUL character.');
  switch (escape) {
    case 'double':
      return `'${value.replaceAll("'", "''")}'`;
    case 'backslash':
      return `'${value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
    case 'double_chr': {
      const pieces = value.split('\\').map((piece) => `'${piece.replaceAll("'", "''")}'`);
      return pieces.length === 1 ? (pieces[0] as string) : `(${pieces.join(' || CHR(92) || ')})`;
    }
    default:
      return escape satisfies never;
  }
};

const hasControlCharacter = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32 || text.charCodeAt(i) === 127) return true;
  return false;
};
