import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Database } from '../database/index.js';
import { Failure } from '../kernel/index.js';
import { startBackend, type TestBackend } from '../testing/index.js';
import type { Job, RunningJob } from './job.js';
import { Jobs } from './jobs.service.js';

let backend: TestBackend;
let jobs: Jobs;
let database: Database;
let organisationId: string;
/** What the handlers below did, and what they are told to do. */
let seen: RunningJob[] = [];
let running = 0;
let mostAtOnce = 0;
let act: (job: RunningJob) => Promise<void> = async () => {};

const handle = async (job: RunningJob): Promise<void> => {
  seen.push(job);
  running += 1;
  mostAtOnce = Math.max(mostAtOnce, running);
  try {
    await act(job);
  } finally {
    running -= 1;
  }
};

beforeAll(async () => {
  backend = await startBackend({
    prepare: (app) => {
      app.get(Jobs).work('test.one', handle, { concurrency: 1 });
      app.get(Jobs).work('test.many', handle, { concurrency: 3 });
    },
  });
  jobs = backend.app.get(Jobs);
  database = backend.app.get(Database);
  ({ organisationId } = backend.place);
});
afterAll(() => backend.stop());
beforeEach(() => {
  seen = [];
  mostAtOnce = 0;
  act = async () => {};
});

const enqueue = (job: Partial<Job> & Pick<Job, 'kind'>): Promise<string | null> =>
  database.inOrganisation(organisationId, (tx) => jobs.enqueue(tx, { organisationId, ids: {}, ...job }));

/** Waits for a condition that an event loop turn or a notification will bring about; fails after four minutes. */
const eventually = async (isTrue: () => boolean): Promise<void> => {
  const until = Date.now() + 240_000;
  while (!isTrue()) {
    if (Date.now() > until) throw new Error('it did not happen within four minutes');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const gate = (): { opened: Promise<void>; open: () => void } => {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
};

it('does what was added with a change that was committed', async () => {
  await enqueue({ kind: 'test.one', ids: { runId: 'run_1' } });

  await eventually(() => seen.length === 1);
  expect(seen[0]).toMatchObject({ organisationId, ids: { runId: 'run_1' } });
});

it('does nothing of what was added with a change that was rolled back', async () => {
  const rolledBack = database.inOrganisation(organisationId, async (tx) => {
    await jobs.enqueue(tx, { kind: 'test.one', organisationId, ids: { runId: 'run_lost' } });
    throw new Error('no');
  });
  await expect(rolledBack).rejects.toThrow('no');
  await enqueue({ kind: 'test.one', ids: { runId: 'run_2' } });

  await eventually(() => seen.length === 1);
  expect(seen.map(({ ids }) => ids['runId'])).toEqual(['run_2']);
});

it('admits one job per key while it waits or runs, and the next one after it', async () => {
  const { opened, open } = gate();
  act = () => opened;
  const first = await enqueue({ kind: 'test.one', singletonKey: 'exp_1' });
  await eventually(() => seen.length === 1);

  const second = await enqueue({ kind: 'test.one', singletonKey: 'exp_1' });
  open();
  await eventually(() => running === 0);
  let third: string | null = null;
  await eventually(() => {
    if (third === null) void enqueue({ kind: 'test.one', singletonKey: 'exp_1' }).then((id) => (third ??= id));
    return third !== null;
  });

  expect([first, second]).toEqual([expect.any(String), null]);
  await eventually(() => seen.length >= 2);
});

it('takes what a person waits for before what was planned', async () => {
  const { opened, open } = gate();
  act = ({ ids }) => (ids['runId'] === 'blocker' ? opened : Promise.resolve());
  await enqueue({ kind: 'test.one', ids: { runId: 'blocker' } });
  await eventually(() => seen.length === 1);
  await enqueue({ kind: 'test.one', ids: { runId: 'planned' } });
  await enqueue({ kind: 'test.one', ids: { runId: 'urgent' }, priority: 10 });

  open();

  await eventually(() => seen.length === 3);
  expect(seen.map(({ ids }) => ids['runId'])).toEqual(['blocker', 'urgent', 'planned']);
});

it('runs no more of a kind at a time than allowed', async () => {
  const { opened, open } = gate();
  act = () => opened;
  for (let index = 0; index < 6; index += 1) await enqueue({ kind: 'test.many' });

  await eventually(() => seen.length === 3);
  open();
  await eventually(() => seen.length === 6);

  expect(mostAtOnce).toBe(3);
});

it('tries again what failed by accident, and not what would fail again', async () => {
  let failures = 0;
  act = async ({ ids }) => {
    if (ids['runId'] === 'lasting') throw new Failure('not_found', 'It is gone.');
    failures += 1;
    if (failures === 1) throw new Error('canary-9911 fell over');
  };
  await enqueue({ kind: 'test.one', ids: { runId: 'lasting' } });
  await enqueue({ kind: 'test.one', ids: { runId: 'accident' }, retryDelay: 0 });

  await eventually(() => failures === 2);
  expect(seen.map(({ ids }) => ids['runId'])).toEqual(['lasting', 'accident', 'accident']);
});

it('keeps the words of an error out of the queue', async () => {
  act = () => Promise.reject(new Error('canary-9911 fell over'));
  const id = await enqueue({ kind: 'test.one', retries: 0 });
  await eventually(() => seen.length === 1 && running === 0);

  let row: { state: string; output: unknown } | undefined;
  for (let tries = 0; row?.state !== 'failed' && tries < 20_000; tries += 1) {
    const read = 'SELECT state, output FROM job_queue.job WHERE id = $1';
    [row] = await database.acrossOrganisations((tx) => tx.query<{ state: string; output: unknown }[]>(read, [id]));
  }

  expect(row?.state).toBe('failed');
  expect(JSON.stringify(row?.output)).toContain('internal');
  expect(JSON.stringify(row?.output)).not.toContain('canary-9911');
});

it.each<Record<string, string>>([
  { email: 'ada@example.com' },
  { note: 'two words' },
  { 'not a name': 'x' },
  { id: '' },
  { id: 'x'.repeat(129) },
])('refuses a payload that is more than ids: %j', async (ids) => {
  await expect(enqueue({ kind: 'test.one', ids })).rejects.toThrow('may hold ids only');
});
