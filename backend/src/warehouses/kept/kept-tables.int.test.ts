import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { ConnectionView } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { Database, type Transaction } from '../../database/index.js';
import { FixedClock, hours, newId } from '../../kernel/index.js';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { WarehousePool } from '../worker/warehouse-pool.service.js';
import { keptName, type KeptTable } from './kept-table.js';
import { KeptTableStore } from './kept-table.store.js';
import { KeptTables } from './kept-tables.service.js';

const clock = new FixedClock('2026-11-02T09:00:00Z');
let backend: TestBackend;
let owner: Browser;
let connection: ConnectionView;
let store: KeptTableStore;

beforeAll(async () => {
  backend = await startBackend({ clock });
  store = backend.app.get(KeptTableStore);
  owner = await backend.as('data_owner');
  await inFile('CREATE SCHEMA assay_scratch');
});
afterAll(() => backend.stop());

/** Opens the file beside the service, which lets go of it for the while. */
async function inFile(text: string): Promise<unknown[][]> {
  if (connection) await backend.app.get(WarehousePool).release(connection.id);
  const file = await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'));
  const session = await file.connect();
  const rows = (await session.runAndReadAll(text)).getRows();
  session.closeSync();
  file.closeSync();
  return rows;
}

const inOrganisation = <T>(use: (tx: Transaction) => Promise<T>): Promise<T> =>
  backend.app.get(Database).inOrganisation(backend.place.organisationId, use);

const aTable = (change: Partial<KeptTable> = {}): KeptTable => {
  const at = clock.now();
  const id = newId('kep', at);
  return {
    id,
    organisationId: backend.place.organisationId,
    connectionId: connection.id,
    scratchSchema: 'assay_scratch',
    name: keptName('source', id),
    purpose: 'source',
    ownerId: id,
    definition: 'one',
    contents: null,
    daysUnused: 30,
    createdAt: at,
    lastUsedAt: at,
    retiredAt: null,
    ...change,
  };
};
const kept = async (change: Partial<KeptTable> = {}): Promise<KeptTable> => {
  const table = aTable(change);
  await inOrganisation((tx) => store.add(tx, table));
  await inFile(`CREATE TABLE assay_scratch.${table.name} (value INTEGER)`);
  return table;
};
const tablesInFile = async (): Promise<unknown[]> =>
  (await inFile("SELECT table_name FROM information_schema.tables WHERE table_schema = 'assay_scratch'")).flat();
const cleanUp = (): Promise<void> =>
  backend.app
    .get(KeptTables)
    .cleanUp({ organisationId: backend.place.organisationId, ids: { connectionId: connection.id } });

beforeEach(async () => {
  if (connection) return;
  const settings = { kind: 'duckdb', path: 'shop.duckdb' };
  connection = (await owner.post<ConnectionView>('/connections', { name: 'Shop', settings })).body;
});

it('has one table of a definition in use, whoever is first', async () => {
  const table = aTable();
  const other = { ...aTable(), ownerId: table.ownerId };

  const added = await inOrganisation(async (tx) => [await store.add(tx, table), await store.add(tx, other)]);

  expect(added.map(({ id }) => id)).toEqual([table.id, table.id]);
  await inOrganisation((tx) => store.retire(tx, table.id, clock.now()));
  const next = await inOrganisation((tx) => store.add(tx, other));
  expect(next.id).toBe(other.id);
});

it('lets one fill a table at a time, and another one when the first is silent for too long', async () => {
  const { id } = await kept();
  const hold = (holder: string): Promise<boolean> =>
    inOrganisation((tx) => store.hold(tx, id, holder, clock.now(), new Date(clock.now().getTime() + hours(1))));

  const atOnce = [await hold('a'), await hold('b'), await hold('a')];
  clock.advance(hours(1) + 1);
  const later = [await hold('b'), await hold('a')];
  await inOrganisation((tx) => store.letGo(tx, id, 'b'));

  expect(atOnce).toEqual([true, false, true]);
  expect(later).toEqual([true, false]);
  expect(await hold('a')).toBe(true);
});

it('drops a table that nobody has read for its life time, a day after it was retired', async () => {
  const unused = await kept({ daysUnused: 3 });
  const used = await kept({ daysUnused: 30 });
  clock.advance(hours(4 * 24));

  await cleanUp();
  const retired = await tablesInFile();
  clock.advance(hours(24) + 1);
  const queued = await backend.app.get(KeptTables).queueDue();
  await cleanUp();
  const dropped = await tablesInFile();

  expect(retired).toEqual(expect.arrayContaining([unused.name, used.name]));
  expect(queued).toBe(1);
  expect(dropped).toContain(used.name);
  expect(dropped).not.toContain(unused.name);
  expect((await inOrganisation((tx) => store.list(tx, connection.id))).map(({ id }) => id)).not.toContain(unused.id);
});

it('drops what is kept in the warehouse when it is disconnected', async () => {
  const table = await kept();
  expect(await tablesInFile()).toContain(table.name);

  await owner.delete(`/connections/${connection.id}`, { 'if-match': '*' });

  expect(await tablesInFile()).toEqual([]);
});

it('disconnects from a warehouse that is away, and puts on record which tables remain there', async () => {
  const settings = { kind: 'postgres', host: '127.0.0.1', port: 1, database: 'shop', user: 'assay', tls: 'disable' };
  connection = (await owner.post<ConnectionView>('/connections', { name: 'Away', settings, secret: 'one' })).body;
  const table = aTable();
  await inOrganisation((tx) => store.add(tx, table));

  const { status } = await owner.delete(`/connections/${connection.id}`, { 'if-match': '*' });

  const admin = await backend.as('admin');
  const { body } = await admin.get<{ items: { action: string; before: { remainingTables?: string[] } | null }[] }>(
    '/audit-events',
  );
  expect(status).toBe(204);
  expect(body.items.find(({ action }) => action === 'connection.deleted')?.before?.remainingTables).toEqual([
    `assay_scratch.${table.name}`,
  ]);
});
