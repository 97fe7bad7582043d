import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { AuditEventView } from '@assay/api-contract';
import pg from 'pg';
import { Database } from '../database/index.js';
import { FixedClock, minutes } from '../kernel/index.js';
import { startBackend, type TestBackend } from '../testing/index.js';
import { Audit } from './audit.service.js';
import { Outbox } from './outbox.service.js';

const clock = new FixedClock();
let backend: TestBackend;
let audit: Audit;
let database: Database;
let owner: pg.Client;
beforeAll(async () => {
  backend = await startBackend({ clock, settings: { SESSION_IDLE_MINUTES: '10000', SESSION_MAX_HOURS: '700' } });
  audit = backend.app.get(Audit);
  database = backend.app.get(Database);
  owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await backend.stop();
});

const append = (organisationId: string, action = 'flag.updated', id = 'flg_1', more: object = {}) =>
  database.inOrganisation(organisationId, (tx) =>
    audit.append(tx, {
      actor: { kind: 'person', id: 'per_1', name: 'Ada', organisationId },
      action,
      target: { kind: action.split('.')[0] ?? '', id, name: 'checkout' },
      ...more,
    }),
  );

/** An organisation of the test's own, with `count` events after its first. */
const aTrail = async (name: string, count: number): Promise<string> => {
  const { organisationId } = await backend.addOrganisation(name);
  for (let index = 1; index <= count; index += 1)
    await append(organisationId, 'flag.updated', `flg_${index}`, { after: { index } });
  return organisationId;
};

it('chains events without gaps, also when many are written at once', async () => {
  const organisationId = await aTrail('Many', 0);

  await Promise.all(Array.from({ length: 20 }, (_, index) => append(organisationId, 'flag.updated', `flg_${index}`)));

  expect(await audit.verify(organisationId)).toEqual({ isIntact: true, count: 21, brokenAt: null });
});

it('keeps the hash of odd values through the database', async () => {
  const organisationId = await aTrail('Odd', 0);
  const values = [
    1e21,
    0.1 + 0.2,
    -0,
    1e-7,
    'ü\u{1F600}',
    'a\0b',
    '\uD800',
    '2026-01-01',
    null,
    [],
    { b: 1, a: [{ z: undefined }] },
  ];

  for (const after of values) await append(organisationId, 'flag.updated', 'flg_1', { before: { v: after }, after });

  expect(await audit.verify(organisationId)).toEqual({ isIntact: true, count: values.length + 1, brokenAt: null });
});

it('is written if and only if the change is', async () => {
  const organisationId = await aTrail('Rollback', 1);
  const failing = database.inOrganisation(organisationId, async (tx) => {
    const actor = { kind: 'system' as const, id: 'x', name: 'x', organisationId };
    await audit.append(tx, { actor, action: 'flag.deleted', target: { kind: 'flag', id: 'f', name: 'f' } });
    throw new Error('no');
  });

  await expect(failing).rejects.toThrow('no');
  expect(await audit.verify(organisationId)).toMatchObject({ isIntact: true, count: 2 });
});

it.each(['UPDATE audit_event SET action = $$x$$', 'DELETE FROM audit_event', 'TRUNCATE audit_event'])(
  'refuses %s, to the service and to the owner of the table',
  async (statement) => {
    const asService = database.acrossOrganisations((tx) => tx.query(statement));

    await expect(asService).rejects.toThrow(/permission denied|append-only/);
    await expect(owner.query(statement)).rejects.toThrow('append-only');
  },
);

/** What only someone with the superuser's rights can do. */
const tamper = async (statement: string, ...values: unknown[]): Promise<void> => {
  await owner.query('SET session_replication_role = replica');
  await owner.query(statement, values);
  await owner.query('SET session_replication_role = DEFAULT');
};

it.each([
  ['an altered action', `UPDATE audit_event SET action = 'flag.viewed' WHERE organisation_id = $1 AND position = 4`, 4],
  ['an altered value', `UPDATE audit_event SET after = '{"index": 99}' WHERE organisation_id = $1 AND position = 4`, 4],
  [
    'an altered time',
    `UPDATE audit_event SET at = at + interval '1 ms' WHERE organisation_id = $1 AND position = 4`,
    4,
  ],
  ['a removed event', `DELETE FROM audit_event WHERE organisation_id = $1 AND position = 4`, 4],
  ['a cut-off end', `DELETE FROM audit_event WHERE organisation_id = $1 AND position = 7`, 7],
  ['an emptied trail', `DELETE FROM audit_event WHERE organisation_id = $1`, 1],
])('finds %s at its position', async (name, statement, position) => {
  const organisationId = await aTrail(name.replaceAll(' ', ''), 6);

  await tamper(statement, organisationId);

  expect(await audit.verify(organisationId)).toMatchObject({ isIntact: false, brokenAt: position });
});

it('shows the trail newest first, page by page, to administrators', async () => {
  const admin = await backend.as('admin');
  for (let index = 0; index < 5; index += 1)
    await append(backend.place.organisationId, 'metric.updated', `mtr_${index}`);
  type Body = { items: AuditEventView[]; next: string | null };

  const first = await admin.get<Body>('/audit-events?action=metric.&limit=3');
  const second = await admin.get<Body>(`/audit-events?action=metric.&limit=3&cursor=${first.body.next}`);

  expect([...first.body.items, ...second.body.items].map(({ target }) => target.id)).toEqual([
    'mtr_4',
    'mtr_3',
    'mtr_2',
    'mtr_1',
    'mtr_0',
  ]);
  expect(second.body.next).toBeNull();
});

it('finds events by actor, target and time, half-open', async () => {
  const admin = await backend.as('admin');
  clock.advance(minutes(60));
  const from = clock.now().toISOString();
  await append(backend.place.organisationId, 'layer.created', 'lay_1');
  clock.advance(minutes(1));
  const until = clock.now().toISOString();
  await append(backend.place.organisationId, 'layer.updated', 'lay_1');

  const ids = async (query: string): Promise<string[]> =>
    (await admin.get<{ items: AuditEventView[] }>(`/audit-events?${query}`)).body.items.map(({ action }) => action);

  expect(await ids('targetKind=layer&targetId=lay_1&actor=per_1')).toEqual(['layer.updated', 'layer.created']);
  expect(await ids(`targetKind=layer&from=${from}&until=${until}`)).toEqual(['layer.created']);
  expect(await ids('targetKind=layer&actor=somebody')).toEqual([]);
});

it.each(['cursor=garbage', 'cursor=WyJhIl0', 'limit=0', 'limit=1000', 'from=yesterday', 'action=%00'])(
  'refuses the query %s with the field',
  async (query) => {
    const { status, body } = await (await backend.as('admin')).get(`/audit-events?${query}`);

    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ code: 'invalid_input', facts: { field: query.split('=')[0] } }),
    ]);
  },
);

it('never shows one organisation the trail of another', async () => {
  const other = await backend.addOrganisation('Other');
  const admin = await backend.as('admin', other);

  const { body } = await admin.get<{ items: AuditEventView[] }>('/audit-events?limit=200');

  expect(body.items.map(({ action }) => action).sort()).toEqual(['api_key.created', 'organisation.created']);
});

it('hands each outbox message to one reader, and gives it back if that one fails', async () => {
  const outbox = backend.app.get(Outbox);
  const { organisationId } = backend.place;
  await database.inOrganisation(organisationId, async (tx) => {
    for (const flagId of ['a', 'b', 'c', 'd']) await outbox.put(tx, { organisationId, topic: 'test', ids: { flagId } });
  });
  const failing = database.acrossOrganisations(async (tx) => {
    await outbox.take(tx, 'test', 4);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');

  const taken = await Promise.all(
    [2, 2].map((limit) => database.acrossOrganisations((tx) => outbox.take(tx, 'test', limit))),
  );

  expect(
    taken
      .flat()
      .map(({ ids }) => ids['flagId'])
      .sort(),
  ).toEqual(['a', 'b', 'c', 'd']);
});

it('wakes the reader of a topic when a message is committed', async () => {
  const outbox = backend.app.get(Outbox);
  const { organisationId } = backend.place;
  let wakes = 0;
  const woken = new Promise<void>((resolve) => {
    void outbox.onNews('wake', () => {
      wakes += 1;
      if (wakes === 1)
        void database.inOrganisation(organisationId, (tx) =>
          outbox.put(tx, { organisationId, topic: 'wake', ids: {} }),
        );
      else resolve();
    });
  });

  await woken;

  expect(wakes).toBeGreaterThanOrEqual(2);
});
