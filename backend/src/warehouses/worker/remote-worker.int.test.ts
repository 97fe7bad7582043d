import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionView } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { startBackend, type TestBackend } from '../../testing/index.js';
import type { Target } from './channel.js';
import { INTERNAL_TOKEN } from './internal-token.js';
import { RemoteWarehouseWorker } from './remote-worker.service.js';

let backend: TestBackend;
let url: string;
let token: string;
let target: Target;

beforeAll(async () => {
  backend = await startBackend({ settings: { ASSAY_ROLE: 'worker' } });
  (await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'))).closeSync();
  url = await backend.listen();
  token = backend.app.get<string>(INTERNAL_TOKEN, { strict: false });
  const settings = { kind: 'duckdb', path: 'shop.duckdb' };
  const owner = await backend.as('data_owner');
  const { body } = await owner.post<ConnectionView>('/connections', { name: 'Shop', settings });
  target = { organisationId: backend.place.organisationId, connectionId: body.id };
});
afterAll(() => backend.stop());

describe('given a worker in another process', () => {
  it('hands through what the worker answers', async () => {
    const remote = new RemoteWarehouseWorker(url, token);

    expect(await remote.test(target)).toMatchObject({ passed: true });
    expect(await remote.describe(target)).toEqual({ tables: [] });
    expect(await remote.preview(target, 'SELECT 1 AS x', 5)).toMatchObject({ rows: [[1]] });
    expect(await remote.shapeOf(target, 'SELECT 1 AS x;')).toMatchObject({
      sql: 'SELECT 1 AS x',
      columns: [{ name: 'x', type: 'integer' }],
    });
    await remote.release(target);
  });

  it('hands through how the warehouse failed, with what only the author may read', async () => {
    const failed = new RemoteWarehouseWorker(url, token).preview(target, "SELECT CAST('a' || 'b' AS INTEGER) AS x", 5);

    await expect(failed).rejects.toMatchObject({
      name: 'WarehouseFailure',
      reason: 'query',
      raw: expect.stringContaining("'ab'"),
    });
  });

  it('hands through what was wrong with the SQL', async () => {
    const refused = new RemoteWarehouseWorker(url, token).shapeOf(target, 'DROP TABLE x');

    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', errors: [{ path: 'sql' }] });
  });

  it('says unavailable when no worker answers, or when it does not know the token', async () => {
    await expect(new RemoteWarehouseWorker('http://127.0.0.1:1', token).describe(target)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(new RemoteWarehouseWorker(url, 'wrong').describe(target)).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
