import assert from 'node:assert/strict';
import { type Dialect, preview, scratchProbe, selectOne, type Statement } from '@assay/warehouse-sql';
import { askTheKept } from './warehouse.conformance-kept.js';
import { askThePublished } from './warehouse.conformance-published.js';
import { askTheRoad } from './warehouse.conformance-road.js';
import { checkedWarehouse } from './guard/checked-warehouse.js';
import type { Column, JobState, QueryTag, Row, Warehouse } from './port.js';
import {
  conformanceSpellings,
  conformanceValues,
  type ConformanceSpelling,
  type ConformanceValueName,
} from './warehouse.conformance-spelling.js';
import { WarehouseFailure } from './warehouse-failure.js';

/** What the suite needs to know of one engine. Each check opens the warehouse for itself and closes it. */
export interface ConformanceSubject {
  readonly dialect: Dialect;
  readonly scratchSchema: string;
  /** Open it with these limits. */
  open(limits: {
    timeoutSeconds?: number;
    maxRows?: number;
    pageRows?: number;
    concurrency?: number;
  }): Promise<Warehouse>;
  /** A SELECT that would run for minutes. */
  readonly slowSelect: string;
  /** A readable table (schema, name) with the columns `subject` (text) and `amount` (number), and at least one row. */
  readonly table: {
    readonly schema: string;
    readonly name: string;
    /** As the engine spells its two columns. Absent: `subject`, `amount`. */
    readonly columns?: readonly [subject: string, amount: string];
  };
  /** Checks that this engine, or its stand-in, cannot pass, and why; each fails as soon as it passes. */
  readonly unsupported?: Readonly<Record<string, string>>;
}

interface ConformanceCheck {
  readonly name: string;
  run(subject: ConformanceSubject): Promise<void>;
}

/** One check of one engine, ready to run. */
export interface ConformanceCase {
  readonly name: string;
  run(): Promise<void>;
}

const tag: QueryTag = { organisationId: 'org_conformance', purpose: 'test' };

/** Submit, wait, and read all pages. Fails with the failure's own message. */
export async function answerOf(
  warehouse: Warehouse,
  statement: Statement,
): Promise<{ columns: readonly Column[]; rows: readonly Row[] }> {
  const ref = await warehouse.submit(statement, tag);
  const state = await ended(warehouse, ref);
  assert.equal(state.state, 'done', state.state === 'failed' ? state.failure.message : state.state);
  let page = await warehouse.rows(ref);
  const rows = [...page.rows];
  while (page.next !== null) {
    page = await warehouse.rows(ref, page.next);
    rows.push(...page.rows);
  }
  return { columns: page.columns, rows };
}

const ended = async (warehouse: Warehouse, ref: string): Promise<JobState> => {
  for (let turn = 0; turn < 120; turn++) {
    const state = await warehouse.poll(ref, 1_000);
    if (state.state !== 'running') return state;
  }
  return { state: 'running' };
};

/** How it fails: some engines refuse a statement at once, others say so when they are asked. */
const failureOf = async (warehouse: Warehouse, statement: Statement): Promise<WarehouseFailure> => {
  try {
    const state = await ended(warehouse, await warehouse.submit(statement, tag));
    assert.equal(state.state, 'failed');
    return (state as Extract<JobState, { state: 'failed' }>).failure;
  } catch (thrown) {
    if (thrown instanceof WarehouseFailure) return thrown;
    throw thrown;
  }
};

const withWarehouse =
  (
    limits: Parameters<ConformanceSubject['open']>[0],
    use: (warehouse: Warehouse, subject: ConformanceSubject) => Promise<void>,
  ) =>
  async (subject: ConformanceSubject): Promise<void> => {
    const warehouse = await subject.open(limits);
    try {
      await use(warehouse, subject);
    } finally {
      await warehouse.close();
    }
  };

const spellingOf = ({ dialect }: ConformanceSubject): ConformanceSpelling => conformanceSpellings[dialect.kind];

/** A table of the readable one's schema, quoted as the engine wants it. */
const quotedTable = ({ dialect, table }: ConformanceSubject, name: string): string =>
  [table.schema, name].map((part) => `${dialect.nameQuote}${part}${dialect.nameQuote}`).join('.');

const valueChecks = (Object.keys(conformanceValues) as ConformanceValueName[]).map((name): ConformanceCheck => ({
  name: `returns ${name} exactly`,
  run: withWarehouse({}, async (warehouse, subject) => {
    const spelt = spellingOf(subject).values[name];
    const { type, cell } = conformanceValues[name];
    const [sql, wanted] = typeof spelt === 'string' ? [spelt, cell] : spelt;
    const { columns, rows } = await answerOf(warehouse, preview(subject.dialect, `SELECT ${sql} AS v`, 1));
    assert.deepEqual([columns[0]?.type, rows], [type, [[wanted]]]);
  }),
}));

/** The one suite that every adapter passes; also run against a customer's own account. */
export const conformanceCases = (subject: ConformanceSubject): readonly ConformanceCase[] => {
  const { unsupported = {}, dialect } = subject;
  const known = new Set(conformanceChecks.map(({ name }) => name));
  const unknown = Object.keys(unsupported).filter((name) => !known.has(name));
  assert.deepEqual(unknown, [], 'only checks of the suite can be declared as unsupported');
  return conformanceChecks.map((check) => {
    const reason = unsupported[check.name];
    if (reason === undefined) return { name: check.name, run: () => check.run(subject) };
    return {
      name: `cannot: ${check.name} (${reason})`,
      run: async () => {
        const hasPassed = await check.run(subject).then(
          () => true,
          () => false,
        );
        assert.ok(!hasPassed, `${dialect.kind} passes this now: take it off the list of what is unsupported`);
      },
    };
  });
};

const conformanceChecks: readonly ConformanceCheck[] = [
  ...valueChecks,
  {
    name: 'keeps the customer’s spelling of column names',
    run: withWarehouse({}, async (warehouse, subject) => {
      const [select, names] = spellingOf(subject).strangeNames;
      const { columns } = await answerOf(warehouse, preview(subject.dialect, select, 1));
      assert.deepEqual(
        columns.map((column) => column.name),
        names,
      );
    }),
  },
  {
    name: 'names and types columns when no row is asked for',
    run: withWarehouse({}, async (warehouse, { dialect }) => {
      const { columns, rows } = await answerOf(warehouse, preview(dialect, "SELECT 1 AS a, 'x' AS b", 0));
      assert.deepEqual(
        columns.map(({ name, type }) => [name.toLowerCase(), type]),
        [
          ['a', 'integer'],
          ['b', 'text'],
        ],
      );
      assert.deepEqual(rows, []);
    }),
  },
  {
    name: 'pages through a result without losing or repeating a row',
    run: withWarehouse({ pageRows: 300 }, async (warehouse, subject) => {
      const counting = spellingOf(subject).counting(1000);
      const { rows } = await answerOf(warehouse, preview(subject.dialect, counting, 1000));
      assert.equal(rows.length, 1000);
      assert.equal(new Set(rows.map(([i]) => i)).size, 1000);
    }),
  },
  {
    name: 'fails with quota when more rows come than may leave',
    run: withWarehouse({ maxRows: 10 }, async (warehouse, subject) => {
      const counting = spellingOf(subject).counting(11);
      assert.equal((await failureOf(warehouse, preview(subject.dialect, counting, 1000))).reason, 'quota');
    }),
  },
  {
    name: 'returns from submit at once and says running until the end',
    run: withWarehouse({}, async (warehouse, { dialect, slowSelect }) => {
      const ref = await warehouse.submit(preview(dialect, slowSelect, 1), tag); // would take minutes to end
      assert.equal((await warehouse.poll(ref, 100)).state, 'running');
    }),
  },
  {
    name: 'cancels a running statement in the warehouse itself',
    run: withWarehouse({ concurrency: 1 }, async (warehouse, { dialect, slowSelect }) => {
      const ref = await warehouse.submit(preview(dialect, slowSelect, 1), tag);
      await warehouse.poll(ref, 200);
      await warehouse.cancel(ref);
      assert.equal((await ended(warehouse, ref)).state, 'cancelled');
      await answerOf(warehouse, selectOne(dialect)); // its place is free again
      await warehouse.cancel(ref);
    }),
  },
  {
    name: 'cancels a statement that waits for its turn',
    run: withWarehouse({ concurrency: 1 }, async (warehouse, { dialect, slowSelect }) => {
      const first = await warehouse.submit(preview(dialect, slowSelect, 1), tag);
      const second = await warehouse.submit(preview(dialect, slowSelect, 1), tag);
      await warehouse.cancel(second);
      await warehouse.cancel(first);
      assert.equal((await ended(warehouse, second)).state, 'cancelled');
    }),
  },
  {
    name: 'stops a statement that takes longer than it is given',
    run: withWarehouse({ timeoutSeconds: 1 }, async (warehouse, { dialect, slowSelect }) => {
      assert.equal((await failureOf(warehouse, preview(dialect, slowSelect, 1))).reason, 'timeout');
    }),
  },
  {
    name: 'says lost for a statement that it does not know',
    run: withWarehouse({}, async (warehouse) => {
      const ref = `${'unknown'}:00000000-0000-4000-8000-000000000000`;
      assert.equal((await warehouse.poll(ref)).state, 'lost');
      await warehouse.cancel(ref);
      await assert.rejects(warehouse.rows(ref), { name: 'WarehouseFailure' });
    }),
  },
  {
    name: 'names a missing table and a missing column',
    run: withWarehouse({}, async (warehouse, subject) => {
      const { dialect, table } = subject;
      const fromAbsent = `SELECT 1 AS one FROM ${quotedTable(subject, 'absent_table')}`;
      const noTable = await failureOf(warehouse, preview(dialect, fromAbsent, 1));
      assert.equal(noTable.reason, 'grant_or_object');
      assert.match(noTable.message, /absent_table/);
      const absentColumn = `SELECT absent_column FROM ${quotedTable(subject, table.name)}`;
      const noColumn = await failureOf(warehouse, preview(dialect, absentColumn, 1));
      assert.equal(noColumn.reason, 'grant_or_object');
      assert.match(noColumn.message, /absent_column/);
    }),
  },
  {
    name: 'names a table that was renamed between plan and run',
    run: withWarehouse({}, async (warehouse, { dialect, scratchSchema }) => {
      const table = { schema: [scratchSchema], table: 'conformance_renamed' };
      const [create, insert, drop] = scratchProbe(dialect, table) as [Statement, Statement, Statement];
      for (const one of [drop, create]) await answerOf(warehouse, one);
      const counts = preview(dialect, `SELECT COUNT(*) AS n FROM ${scratchSchema}.conformance_renamed`, 1);
      await answerOf(warehouse, counts);
      await answerOf(warehouse, drop); // under that name nothing is there any more
      for (const planned of [counts, insert]) {
        const failure = await failureOf(warehouse, planned);
        assert.equal(failure.reason, 'grant_or_object');
        assert.match(failure.message, /conformance_renamed/i);
      }
    }),
  },
  {
    name: 'quotes no value of a row in the message of a failed cast',
    run: withWarehouse({}, async (warehouse, { dialect }) => {
      const select = "SELECT CAST(x AS INTEGER) AS y FROM (SELECT 'ann' || '@' || 'example.org' AS x) AS q";
      const failure = await failureOf(warehouse, preview(dialect, select, 1));
      assert.equal(failure.reason, 'query');
      assert.doesNotMatch(JSON.stringify([failure.message, failure.facts, { ...failure }]), /ann@|example\.org/);
      assert.match(failure.raw, /ann@example\.org/);
    }),
  },
  {
    name: 'says query for text that it cannot read',
    run: withWarehouse({}, async (warehouse, { dialect }) => {
      assert.equal((await failureOf(warehouse, preview(dialect, 'SELECT FROM FROM', 1))).reason, 'query');
    }),
  },
  {
    name: 'creates, fills and drops a scratch table',
    run: withWarehouse({}, async (warehouse, { dialect, scratchSchema }) => {
      for (const statement of scratchProbe(dialect, { schema: [scratchSchema], table: 'conformance_probe' })) {
        assert.deepEqual((await answerOf(warehouse, statement)).rows, []);
      }
    }),
  },
  {
    name: 'gives the answer of the whole analysis that was worked out by hand',
    run: withWarehouse({}, async (warehouse, { dialect, scratchSchema }) => {
      const checked = checkedWarehouse(warehouse, scratchSchema);
      await askTheRoad(dialect, scratchSchema, (statement) => answerOf(checked, statement));
    }),
  },
  {
    name: 'finds the days of kept rows that changed, and reads them again',
    run: withWarehouse({}, async (warehouse, { dialect, scratchSchema }) => {
      const checked = checkedWarehouse(warehouse, scratchSchema);
      await askTheKept(dialect, scratchSchema, (statement) => answerOf(checked, statement));
    }),
  },
  {
    name: 'publishes results only where, in each variation, nobody or enough subjects changed',
    run: withWarehouse({}, async (warehouse, { dialect, scratchSchema }) => {
      const checked = checkedWarehouse(warehouse, scratchSchema);
      await askThePublished(dialect, scratchSchema, (statement) => answerOf(checked, statement));
    }),
  },
  {
    name: 'answers more statements than run at once',
    run: withWarehouse({ concurrency: 3 }, async (warehouse, { dialect }) => {
      const answers = await Promise.all(
        Array.from({ length: 25 }, (_, i) =>
          answerOf(warehouse, preview(dialect, `SELECT CAST(${i} AS BIGINT) AS i`, 1)),
        ),
      );
      assert.deepEqual(
        answers.map(({ rows }) => rows[0]?.[0]),
        answers.map((_, i) => BigInt(i)),
      );
    }),
  },
  {
    name: 'describes readable tables with their columns and leaves its scratch schema out',
    run: withWarehouse({}, async (warehouse, { table, scratchSchema }) => {
      const tables = await warehouse.describe();
      const found = tables.find(({ schema, name }) => schema === table.schema && name === table.name);
      assert.deepEqual(
        found?.columns.slice(0, 2).map(({ name }) => name),
        table.columns ?? ['subject', 'amount'],
      );
      assert.equal(found?.columns[0]?.type, 'text');
      assert.ok(tables.every(({ schema }) => schema.toLowerCase() !== scratchSchema.toLowerCase()));
    }),
  },
  {
    name: 'estimates a statement without running it',
    run: withWarehouse({}, async (warehouse, { dialect, slowSelect }) => {
      const estimate = await warehouse.estimate(preview(dialect, slowSelect, 1));
      assert.ok(['plan', 'dry_run'].includes(estimate.basis));
    }),
  },
  {
    name: 'passes every step of the connection test',
    run: withWarehouse({}, async (warehouse) => {
      const steps = [];
      for await (const step of warehouse.test()) steps.push(`${step.name} ${step.status}`);
      assert.deepEqual(steps, ['connect passed', 'select passed', 'scratch passed', 'tables passed']);
    }),
  },
  {
    name: 'stops what runs when it is closed, and refuses what comes later',
    run: async (subject) => {
      const warehouse = await subject.open({});
      await warehouse.submit(preview(subject.dialect, subject.slowSelect, 1), tag);
      await warehouse.close();
      await assert.rejects(warehouse.submit(selectOne(subject.dialect), tag), { name: 'WarehouseFailure' });
    },
  },
];
