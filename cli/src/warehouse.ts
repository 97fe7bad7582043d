import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const warehouseUsage = `assay warehouse check CONNECTION.json

Asks a warehouse of your own every question of the conformance suite, and says of each whether the answer is right. The
file holds "settings" and "scratchSchema" as a connection does; the secret comes from ASSAY_WAREHOUSE_SECRET. It writes
to the scratch schema alone and reads no table. Run it in a checkout of Assay: the drivers of the warehouses are there.`;

/** The one program that runs the suite; the drivers that it needs belong to the backend. */
const program = 'tools/conformance/warehouse.ts';

/** `assay warehouse …`. @throws Error with what is wrong; the exit code tells whether every check passed. */
export async function runWarehouse(args: readonly string[]): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [command, file, ...more] = positionals;
  if (command !== 'check') throw new Error(`There is no such command.\n\n${warehouseUsage}`);
  if (file === undefined || more.length > 0)
    throw new Error('Name one file, that of the connection. --help tells more.');
  const root = process.cwd();
  if (!existsSync(join(root, program)))
    throw new Error('Run it in the root of a checkout of Assay: the drivers are there.');
  // npm moves to the root; what was typed is meant from where it was typed.
  const connection = resolve(process.env['INIT_CWD'] ?? root, file);
  if (!existsSync(connection)) throw new Error(`There is no file ${connection}.`);
  const child = spawn(process.execPath, [join(root, 'tools/run.js'), program, connection], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = await new Promise<number>((done, reject) => {
    child.once('error', reject);
    child.once('close', (code) => done(code ?? 1));
  });
}
