import { sha256 } from './digest.js';
import { render, type Sql } from './fragment.js';
import type { Dialect, DialectKind } from './dialects/dialect.js';

/**
 * `aggregate` returns counts and sums per variation or cell, never a subject · `scratch` writes or drops tables of
 * the manifest and returns no rows · `preview` returns a few sample rows to the person who wrote the SQL and to
 * nobody else · `probe` asks the warehouse about itself.
 */
export type StatementKind = 'aggregate' | 'scratch' | 'preview' | 'probe';

/**
 * What a cell of the result may hold. `key` is one of `allowed`, or, where that is null, a property value that the
 * statement itself has checked to be frequent enough to leave. Any other text fails the run.
 */
export type ResultColumn =
  | { readonly name: string; readonly type: 'number' | 'boolean' }
  | { readonly name: string; readonly type: 'key'; readonly allowed: readonly string[] | null }
  /** Only in previews and probes. */
  | { readonly name: string; readonly type: 'any' };

/** A scratch table: schema levels from the outermost (project or catalogue) to the schema, then the table. */
export interface ScratchTable {
  readonly schema: readonly string[];
  readonly table: string;
}

export interface Writes {
  readonly creates: readonly ScratchTable[];
  readonly drops: readonly ScratchTable[];
  /** Tables that are there already, whose rows it adds or removes. */
  readonly fills: readonly ScratchTable[];
}

declare const made: unique symbol;

/** One statement, rendered for one dialect. Only this package can make one. */
export interface Statement {
  readonly [made]: true;
  readonly kind: StatementKind;
  readonly dialect: DialectKind;
  /** What it is for, in a few words of the product: `exposures`, `facts of Paid orders`. */
  readonly purpose: string;
  readonly text: string;
  /** SHA-256 of the text, hexadecimal. */
  readonly digest: string;
  /** In the order of the result; empty for `scratch`; for a preview its columns are the customer's own. */
  readonly columns: readonly ResultColumn[];
  readonly writes: Writes;
}

export interface StatementParts {
  readonly kind: StatementKind;
  readonly purpose: string;
  readonly sql: Sql;
  readonly columns?: readonly ResultColumn[];
  readonly writes?: Partial<Writes>;
}

/**
 * Render a statement. Not exported from the package: the functions of `queries/` are the only way to get one.
 * Fails with `StatementTooLong` when the text is over the dialect's limit; planners split before that.
 */
export const statement = (d: Dialect, parts: StatementParts): Statement => {
  const text = tidy(render(parts.sql, d));
  if (text.length > d.limits.textCharacters)
    throw new StatementTooLong(d.kind, parts.purpose, text.length, d.limits.textCharacters);
  return {
    kind: parts.kind,
    dialect: d.kind,
    purpose: parts.purpose,
    text,
    digest: sha256(text),
    columns: parts.columns ?? [],
    writes: {
      creates: parts.writes?.creates ?? [],
      drops: parts.writes?.drops ?? [],
      fills: parts.writes?.fills ?? [],
    },
  } as unknown as Statement;
};

/** The text of a statement is longer than its warehouse takes. */
export class StatementTooLong extends RangeError {
  constructor(
    readonly dialect: DialectKind,
    readonly purpose: string,
    readonly characters: number,
    readonly limit: number,
  ) {
    super(
      `The statement for ${purpose} has ${characters} characters; ${dialect} takes ${limit}. Use shorter SQL in its source, or fewer metrics.`,
    );
    this.name = 'StatementTooLong';
  }
}

/** Templates begin with a line end; the customer's own lines are left alone. */
const tidy = (text: string): string => text.trim();
