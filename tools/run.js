// Runs a TypeScript program of this repository: bundles it with the packages' sources and executes the result.
//   node tools/run.js <entry.ts> [arguments]
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) {
  process.stderr.write('Usage: node tools/run.js <entry.ts> [arguments]\n');
  process.exit(2);
}

/** Everything from npm is left to Node; our own packages and files are bundled from source. */
const leavePackagesToNode = {
  name: 'leave-packages-to-node',
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@assay/') ? undefined : { path, external: true },
    );
  },
};

const source = resolve(entry);
const name = relative(root, source).replace(/[^\w]+/g, '-');
const folder = join(root, '.cache', 'run');
const output = join(folder, `${name}-${createHash('sha256').update(`${process.pid}`).digest('hex').slice(0, 8)}.mjs`);
mkdirSync(folder, { recursive: true });
await build({
  entryPoints: [source],
  outfile: output,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  conditions: ['@assay/source'],
  plugins: [leavePackagesToNode],
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.on('exit', () => rmSync(output, { force: true }));
process.setSourceMapsEnabled(true);
process.argv = [process.execPath, source, ...rest];
await import(pathToFileURL(output).href);
