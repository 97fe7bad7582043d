import { expect, it } from '@jest/globals';
import type { AssignmentEvent } from '@assay/flag-evaluation';
import { createSink, type SinkProblem } from './create-sink.js';
import type { SinkRow } from './rows.js';
import type { SinkWriter } from './writers.js';

const anEvent = (subject: string): AssignmentEvent => ({
  allocation: 'test',
  experiment: 'checkout-test',
  featureFlag: 'checkout',
  format: 'SERVER',
  variation: 'on',
  subject,
  timestamp: '2026-11-20T10:00:00.000Z',
  subjectAttributes: { country: 'DE' },
  metaData: {},
  evaluationDetails: null,
  entityId: null,
});

/** A warehouse that refuses the first `failures` calls; `hold` makes it wait. */
function aWarehouse(failures = 0) {
  const batches: SinkRow[][] = [];
  let calls = 0;
  let gate: Promise<void> = Promise.resolve();
  const writer: SinkWriter = {
    most: 3,
    async write(_table, rows) {
      calls += 1;
      const isRefused = calls <= failures;
      await gate;
      if (isRefused) throw new Error('away');
      batches.push([...rows]);
    },
  };
  const hold = (): (() => void) => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  };
  return { writer, batches, hold, subjects: () => batches.flat().map((row) => row['subject']) };
}

const problems = (): { seen: SinkProblem[]; onError: (problem: SinkProblem) => void } => {
  const seen: SinkProblem[] = [];
  return { seen, onError: (problem) => seen.push(problem) };
};

it('writes what it was handed in batches, in order', async () => {
  const warehouse = aWarehouse();
  const sink = createSink(warehouse.writer);

  for (let i = 0; i < 7; i += 1) sink.onAssignment(anEvent(`s${i}`));
  await sink.flush();

  expect(warehouse.batches.map((batch) => batch.length)).toEqual([3, 3, 1]);
  expect(warehouse.subjects()).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6']);
  expect(sink.waiting).toBe(0);
});

it('tries a batch again, before later ones, and tells that it does', async () => {
  const warehouse = aWarehouse(2);
  const { seen, onError } = problems();
  const sink = createSink(warehouse.writer, { retryAfterMs: 0, onError });

  for (let i = 0; i < 4; i += 1) sink.onAssignment(anEvent(`s${i}`));
  await sink.flush();

  expect(warehouse.subjects()).toEqual(['s0', 's1', 's2', 's3']);
  expect(seen.map(({ kind, rows }) => [kind, rows])).toEqual([
    ['retried', 3],
    ['retried', 3],
  ]);
});

it('drops a batch after so many attempts, and goes on with the next', async () => {
  const warehouse = aWarehouse(2);
  const { seen, onError } = problems();
  const sink = createSink(warehouse.writer, { retryAfterMs: 0, mostAttempts: 2, onError });

  for (let i = 0; i < 4; i += 1) sink.onAssignment(anEvent(`s${i}`));
  await sink.flush();

  expect(warehouse.subjects()).toEqual(['s3']);
  expect(seen.map(({ kind }) => kind)).toEqual(['retried', 'dropped']);
});

it('drops what comes while too many wait, instead of growing', async () => {
  const warehouse = aWarehouse();
  const open = warehouse.hold();
  const { seen, onError } = problems();
  const sink = createSink(warehouse.writer, { mostWaiting: 4, onError });

  for (let i = 0; i < 6; i += 1) sink.onAssignment(anEvent(`s${i}`));

  expect(sink.waiting).toBe(4);
  expect(seen).toEqual([1, 2].map(() => ({ table: 'assignments', kind: 'dropped', rows: 1, cause: null })));
  open();
  await sink.flush();
  expect(warehouse.subjects()).toEqual(['s0', 's1', 's2', 's3']);
});

it('never throws into the application, whatever it is handed and whoever listens', async () => {
  const warehouse = aWarehouse(1);
  const sink = createSink(warehouse.writer, {
    retryAfterMs: 0,
    onError: () => {
      throw new Error('the listener is broken');
    },
  });
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  sink.onAssignment({ ...anEvent('s0'), subjectAttributes: circular as never });
  sink.onBanditAction(null as never);
  sink.onAssignment(anEvent('s1'));
  await sink.flush();

  expect(warehouse.subjects()).toEqual(['s1']);
});

it('writes the rest when it is closed, and takes nothing afterwards', async () => {
  const warehouse = aWarehouse();
  const { seen, onError } = problems();
  const sink = createSink(warehouse.writer, { onError });

  sink.onAssignment(anEvent('s0'));
  await sink.close();
  sink.onAssignment(anEvent('s1'));

  expect(warehouse.subjects()).toEqual(['s0']);
  expect(seen.map(({ kind }) => kind)).toEqual(['dropped']);
});

it('does not wait for a warehouse that is away when it is closed', async () => {
  const warehouse = aWarehouse(Infinity);
  const { seen, onError } = problems();
  const sink = createSink(warehouse.writer, { retryAfterMs: 3_600_000, onError });
  for (let i = 0; i < 3; i += 1) sink.onAssignment(anEvent(`s${i}`));

  await sink.close();

  expect(seen.at(-1)).toMatchObject({ kind: 'dropped', rows: 3 });
  expect(sink.waiting).toBe(0);
});

it('writes rows by themselves after a while', async () => {
  const warehouse = aWarehouse();
  const written = new Promise<void>((resolve) => {
    const { write } = warehouse.writer;
    warehouse.writer.write = async (table, rows) => {
      await write(table, rows);
      resolve();
    };
  });
  const sink = createSink(warehouse.writer, { flushEveryMs: 1 });
  const awake = setInterval(() => undefined, 1_000);

  sink.onAssignment(anEvent('s0'));
  await written;

  clearInterval(awake);
  expect(warehouse.subjects()).toEqual(['s0']);
});
