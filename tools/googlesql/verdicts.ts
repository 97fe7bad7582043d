import { spawnSync } from 'node:child_process';
import { dialects, type Statement } from '@assay/warehouse-sql';
import { goldenCases } from '../../packages/warehouse-sql/src/golden-cases.js';
import { tables } from './tables.js';

/** What GoogleSQL's own analyser made of one statement. */
export interface Verdict {
  /** SHA-256 of the text that was judged. */
  readonly digest: string;
  /** The kind of statement that it read; null = it refused. */
  readonly kind: string | null;
  /** Names of the columns that a query returns. */
  readonly columns: readonly string[];
  /** Why it refused; null = it did not. */
  readonly error: string | null;
}

export interface Verdicts {
  readonly analyser: string;
  readonly statements: Readonly<Record<string, Verdict>>;
}

/** Where the verdicts lie, from the repository's root. */
export const verdictsFile = 'packages/warehouse-sql/googlesql-verdicts.json';

/** The file's text. */
export const textOf = (verdicts: Verdicts): string => `${JSON.stringify(verdicts, null, 2)}\n`;

/** The module that `main.go` is built around. */
const analyser = 'github.com/goccy/go-googlesql v0.4.0';

/** Every golden BigQuery statement by its name. */
export const judged = (): ReadonlyMap<string, Statement> =>
  new Map(goldenCases(dialects.bigquery).map(({ query, name, statement }) => [`${query}/${name}`, statement]));

interface Line {
  readonly id: string;
  readonly kind: string;
  readonly cols: readonly string[] | null;
  readonly error?: string;
}

/** Let the analyser, a program that reads and writes JSON lines, judge these texts. */
export function judge(
  program: string,
  texts: ReadonlyMap<string, string>,
): ReadonlyMap<string, Omit<Verdict, 'digest'>> {
  const input = [...texts].map(([id, sql]) => `${JSON.stringify({ id, sql: withOneName(sql), tables })}\n`).join('');
  const { status, stdout, error } = spawnSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  if (error) throw error;
  if (status !== 0) throw new Error(`The analyser ended with ${String(status)}.`);
  return new Map(
    stdout
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const { id, kind, cols, error: refusal = null } = JSON.parse(line) as Line;
        const read = refusal === null ? kind.replace('*googlesql.Resolved', '') : null;
        return [id, { kind: read, columns: cols ?? [], error: refusal }];
      }),
  );
}

/** The analyser's catalogue has no datasets: a table's path goes in as one name, which BigQuery reads as the same path. */
const withOneName = (sql: string): string => sql.replace(/\bscratch\.(assay_(?:run|kept)_\w+)/g, '`scratch.$1`');

/** The verdicts of all golden statements, now. */
export function verdictsBy(program: string): Verdicts {
  const statements = judged();
  const found = judge(program, new Map([...statements].map(([id, { text }]) => [id, text])));
  const missing = [...statements.keys()].filter((id) => !found.has(id));
  if (missing.length > 0) throw new Error(`The analyser said nothing of ${missing.join(', ')}.`);
  return {
    analyser,
    statements: Object.fromEntries(
      [...statements]
        .map(([id, { digest }]) => [id, { digest, ...found.get(id)! }] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
