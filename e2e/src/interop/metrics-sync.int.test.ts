import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiKeyCreated, MetricSyncView, MetricView } from '@assay/api-contract';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, startBackend, type TestBackend } from '../../../backend/src/testing/index.js';
import { findPython } from './testing/published-python.js';

// The published client of the public metric schema, unmodified, pointed at our endpoint.

const python = findPython();
const sources = `
fact_sources:
  - name: Orders
    sql: SELECT * FROM orders
    timestamp_column: ordered_at
    entities:
      - entity_name: User
        column: subject
    facts:
      - name: Order amount
        column: amount
        desired_change: increase
`;
const metrics = (operation: string): string => `
metrics:
  - name: Revenue
    entity: User
    is_guardrail: true
    guardrail_cutoff: -0.1
    numerator:
      fact_name: Order amount
      operation: ${operation}
`;

(python === null ? describe.skip : describe)('given the published metric sync client', () => {
  let backend: TestBackend;
  let admin: Browser;
  let folder = '';
  let env: Record<string, string>;

  beforeAll(async () => {
    backend = await startBackend();
    const file = await DuckDBInstance.create(join(backend.config.DATA_DIR, 'shop.duckdb'));
    const connection = await file.connect();
    await connection.run('CREATE TABLE orders (subject VARCHAR, ordered_at TIMESTAMP, amount DOUBLE)');
    connection.closeSync();
    file.closeSync();
    admin = await backend.as('admin');
    await admin.post('/connections', { name: 'Shop', settings: { kind: 'duckdb', path: 'shop.duckdb' } });
    await admin.post('/entities', { name: 'User' });
    const { body } = await admin.post<ApiKeyCreated>('/api-keys', { name: 'Repository', role: 'data_owner' });
    folder = await mkdtemp(join(tmpdir(), 'assay-metrics-'));
    await writeFile(join(folder, 'sources.yaml'), sources);
    env = {
      EPPO_API_HOST: await backend.listen(),
      EPPO_API_KEY: body.key,
      EPPO_SYNC_TAG: 'shop',
      EPPO_REFERENCE_URL: 'https://git.example.com/shop',
      EPPO_SYNC_POLL_INTERVAL: '0.05',
    };
  });
  afterAll(async () => {
    await backend?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const run = (): Promise<{ code: number | null; output: string }> =>
    new Promise((resolve) => {
      const child = spawn(python ?? '', ['-m', 'eppo_metrics_sync', folder], { env: { ...process.env, ...env } });
      let output = '';
      child.stdout.on('data', (chunk) => (output += String(chunk)));
      child.stderr.on('data', (chunk) => (output += String(chunk)));
      child.once('close', (code) => resolve({ code, output }));
    });

  it('syncs a folder, and finds nothing to do the second time', async () => {
    await writeFile(join(folder, 'metrics.yaml'), metrics('sum'));

    const first = await run();
    const second = await run();

    const { body } = await admin.get<{ items: MetricView[] }>('/metrics');
    expect(first).toEqual({ code: 0, output: expect.stringContaining('Metrics synced') });
    expect(second).toEqual({ code: 0, output: expect.stringContaining('unchanged') });
    expect(body.items).toMatchObject([
      { certified: { syncTag: 'shop' }, metric: { name: 'Revenue', guardrailCutoff: -0.1 } },
    ]);
  });

  it('hears what the server refuses', async () => {
    await writeFile(join(folder, 'sources.yaml'), sources.replace('column: amount', 'column: price'));

    const { code, output } = await run();

    const { body } = await admin.get<{ items: MetricSyncView[] }>('/metrics/sync');
    expect(code).not.toBe(0);
    expect(output).toContain('The SQL returns no column “price”');
    expect(body.items.map(({ status }) => status)).toEqual(['failed', 'success']);
  });
});
