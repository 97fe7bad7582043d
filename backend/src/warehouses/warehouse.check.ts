import { dialects, type DialectKind } from '@assay/warehouse-sql';
import { conformanceCases, type ConformanceSubject } from './warehouse.conformance.js';
import { conformanceSpellings } from './warehouse.conformance-spelling.js';
import type { Warehouse } from './port.js';

/** How one check ended. */
export interface CheckedCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; it quotes nothing but what the check itself wrote. */
  readonly detail: string | null;
  readonly milliseconds: number;
}

export interface CheckRequest {
  readonly kind: DialectKind;
  readonly scratchSchema: string;
  readonly open: ConformanceSubject['open'];
}

/** Checks that ask for a table of the customer; they read none of its rows. */
const needTable = /names a missing table|describes readable tables/;

/**
 * The conformance suite on somebody's own account. It writes to the scratch schema alone and reads no table: every
 * value that it asks for stands in its own text.
 */
export async function* checkWarehouse({ kind, scratchSchema, open }: CheckRequest): AsyncIterable<CheckedCase> {
  const table = await aTable(open);
  const subject: ConformanceSubject = {
    ...{ dialect: dialects[kind], scratchSchema, open, slowSelect: slowSelectOf(kind) },
    table: table ?? { schema: scratchSchema, name: 'absent' },
  };
  for (const { name, run } of conformanceCases(subject)) {
    if (table === null && needTable.test(name)) {
      const detail = 'no readable table begins with two columns of which the first is text';
      yield { name, outcome: 'skipped', detail, milliseconds: 0 };
      continue;
    }
    const started = performance.now();
    const detail = await run().then(
      () => null,
      (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown)),
    );
    const milliseconds = Math.round(performance.now() - started);
    yield { name, outcome: detail === null ? 'passed' : 'failed', detail, milliseconds };
  }
}

/** A table to ask the catalogue about. */
async function aTable(open: CheckRequest['open']): Promise<ConformanceSubject['table'] | null> {
  const warehouse: Warehouse = await open({});
  try {
    const found = (await warehouse.describe()).find(({ columns }) => columns.length > 1 && columns[0]?.type === 'text');
    const [first, second] = found?.columns ?? [];
    if (found === undefined || first === undefined || second === undefined) return null;
    return { schema: found.schema, name: found.name, columns: [first.name, second.name] };
  } finally {
    await warehouse.close();
  }
}

/** A SELECT that would take minutes, of numbers alone; the checks cancel it after moments. */
function slowSelectOf(kind: DialectKind): string {
  const numbers = conformanceSpellings[kind].counting(1_000);
  const from = ['a', 'b', 'c', 'd'].map((name) => `(${numbers}) AS ${name}`).join(' CROSS JOIN ');
  return `SELECT COUNT(*) AS n FROM ${from} WHERE a.i + b.i + c.i + d.i > 5`;
}
