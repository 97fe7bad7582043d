/**
 * What `assay warehouse check` runs: the conformance suite on an account of your own.
 *   ASSAY_WAREHOUSE_SECRET="$(cat key.json)" npm run assay -- warehouse check connection.json
 *
 * connection.json holds `settings` and `scratchSchema` as a connection does (docs/warehouses/<kind>.md). It writes to
 * the scratch schema alone and reads no table. Ends with "N passed, N failed".
 */
import { accountIn } from '../../backend/src/warehouses/warehouse.account.js';
import { checkWarehouse } from '../../backend/src/warehouses/warehouse.check.js';

async function main(file: string): Promise<number> {
  const account = await accountIn(file, process.env['ASSAY_WAREHOUSE_SECRET'] ?? null);
  const count = { passed: 0, failed: 0, skipped: 0 };
  for await (const { name, outcome, detail, milliseconds } of checkWarehouse(account)) {
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
  process.stderr.write('Name the file of the connection: npm run assay -- warehouse check connection.json\n');
  process.exit(2);
}
main(file).then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(2);
  },
);
