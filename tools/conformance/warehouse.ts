/**
 * Runs the conformance suite on an account of your own:
 *   ASSAY_WAREHOUSE_SECRET="$(cat key.json)" npm run conformance:warehouse -- connection.json
 *
 * connection.json holds `settings` and `scratchSchema` as a connection does (docs/warehouses/<kind>.md). It writes to
 * the scratch schema alone and reads no table. Ends with "N passed, N failed".
 */
import { readFile } from 'node:fs/promises';
import { connectionInput } from '@assay/api-contract';
import { openWarehouse } from '../../backend/src/warehouses/registry.js';
import { checkWarehouse } from '../../backend/src/warehouses/warehouse.check.js';

const asked = connectionInput.pick({ settings: true, scratchSchema: true });

async function main(file: string): Promise<number> {
  const parsed = asked.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) process.stderr.write(`${path.join('.')}: ${message}\n`);
    return 2;
  }
  const { settings, scratchSchema } = parsed.data;
  const request = {
    ...{ settings, scratchSchema, secret: process.env['ASSAY_WAREHOUSE_SECRET'] ?? null },
    resources: { folder: process.cwd(), threads: 2, memoryLimit: '2GB' },
    policy: {
      ...{ network: 'private' as const, redshiftNeedsRole: false, bigqueryNeedsKey: false },
      ...{ snowflakeUrl: null, databricksUrl: null },
    },
  };
  const count = { passed: 0, failed: 0, skipped: 0 };
  const open = async (limits: object) => (await openWarehouse({ ...request, limits })).warehouse;
  for await (const { name, outcome, detail, milliseconds } of checkWarehouse({
    kind: settings.kind,
    scratchSchema,
    open,
  })) {
    count[outcome] += 1;
    const why = detail === null ? '' : `\n       ${detail.replaceAll('\n', '\n       ')}`;
    process.stdout.write(`${outcome.padEnd(7)} ${name} (${(milliseconds / 1000).toFixed(1)} s)${why}\n`);
  }
  const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`;
  process.stdout.write(`${count.passed} passed, ${count.failed} failed${skipped}\n`);
  return count.failed === 0 ? 0 : 1;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('Name the file of the connection: npm run conformance:warehouse -- connection.json\n');
  process.exit(2);
}
main(file).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(1);
  },
);
