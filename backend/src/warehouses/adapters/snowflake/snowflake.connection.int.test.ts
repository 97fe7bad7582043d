import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ConnectionTest, ConnectionView, Preview, Problem, WarehouseSchema } from '@assay/api-contract';
import { type FakeSnowflake, findSnowflakePython, startSnowflake } from '@assay/test-support';
import { type Browser, startBackend, type TestBackend } from '../../../testing/index.js';

const python = findSnowflakePython();
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const logged: string[] = [];
let snowflake: FakeSnowflake;
let backend: TestBackend;
let owner: Browser;

(python === null ? describe.skip : describe)('given Snowflake', () => {
  beforeAll(async () => {
    snowflake = await startSnowflake(python ?? '', {
      database: 'SHOP',
      users: { ASSAY: { publicKey, reads: ['PUBLIC.ORDERS'], owns: ['ASSAY_SCRATCH'] } },
    });
    await snowflake.control({
      run: [
        'CREATE TABLE public.orders (subject VARCHAR, amount NUMBER(10, 2))',
        "INSERT INTO public.orders VALUES ('ann', 12.5)",
        'CREATE SCHEMA assay_scratch',
      ],
    });
    backend = await startBackend({
      onLog: (line) => logged.push(line),
      settings: { SNOWFLAKE_URL: snowflake.url },
    });
    owner = await backend.as('data_owner');
  });
  afterAll(async () => {
    await backend?.stop();
    await snowflake?.close();
  });

  it('connects a workspace by a key pair, tests it, looks around, previews and lets go', async () => {
    const settings = {
      kind: 'snowflake',
      account: 'acme-shop',
      database: 'SHOP',
      warehouse: 'ANALYTICS',
      user: 'ASSAY',
    };
    const input = { name: 'Shop', settings, secret: privateKey };
    const made = await owner.post<ConnectionView>('/connections', input);
    expect(made.status).toBe(201);
    const { id } = made.body;

    const tested = await owner.post<ConnectionTest>(`/connections/${id}/test`);
    const schema = await owner.get<WarehouseSchema>(`/connections/${id}/schema`);
    const preview = await owner.post<Preview>(`/connections/${id}/preview`, {
      sql: 'SELECT subject, amount FROM orders',
    });
    const absent = await owner.post<Problem>(`/connections/${id}/preview`, { sql: 'SELECT 1 AS x FROM absent' });

    expect(tested.body.steps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      ...['secret passed', 'connect passed', 'select passed', 'scratch passed', 'tables passed'],
    ]);
    expect(schema.body.tables.find(({ name }) => name === 'ORDERS')?.columns).toEqual([
      { name: 'SUBJECT', type: 'TEXT' },
      { name: 'AMOUNT', type: 'NUMBER(10,2)' },
    ]);
    expect(preview.body.rows).toEqual([['ann', '12.50']]);
    expect(absent.body).toMatchObject({
      code: 'warehouse_failed',
      facts: { cause: 'grant_or_object', objects: 'absent' },
    });

    const current = await owner.get<ConnectionView>(`/connections/${id}`);
    await owner.delete(`/connections/${id}`, { 'if-match': `"${current.body.version}"` });
    const said = JSON.stringify([made.body, tested.body, current.body, logged]);
    expect(said).not.toContain(privateKey.split('\n')[2]);
  });
});
