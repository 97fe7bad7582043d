import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from '@swc/core';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Private packages that are bundled into the published SDKs, and where their sources lie in the emitted types. */
const bundled = { '@assay/sdk-core': 'packages/sdk-core', '@assay/flag-evaluation': 'packages/flag-evaluation' };

/**
 * Builds a published SDK into its `dist`, or the folder that the command names: `esm/` and `cjs/` (each entry bundled, private packages included) and, for
 * both, declaration files that import nothing private.
 * @param {object} options
 * @param {string} options.folder the SDK's folder, from the repository's root
 * @param {Record<string, string>} options.entries output name by source file
 * @param {import('esbuild').BuildOptions} options.bundle what differs between the SDKs
 */
export async function buildSdk({ folder, entries, bundle }) {
  const home = join(root, folder);
  const dist = resolve(process.argv[2] ?? join(home, 'dist'));
  rmSync(dist, { recursive: true, force: true });
  const shared = {
    ...bundle,
    entryPoints: entries,
    absWorkingDir: home,
    bundle: true,
    conditions: ['@assay/source'],
    sourcemap: false,
    logLevel: 'warning',
  };
  await build({ ...shared, format: 'esm', outdir: join(dist, 'esm') });
  await build({
    ...shared,
    format: 'cjs',
    outdir: join(dist, 'cjs'),
    define: { ...bundle.define, 'import.meta.url': 'importMetaUrl' },
    banner:
      bundle.platform === 'node'
        ? { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" }
        : {},
  });
  if (bundle.minify) await compress(dist);
  emitTypes(home, folder, join(dist, 'types'));
  cpSync(join(dist, 'types'), join(dist, 'cjs', 'types'), { recursive: true });
  writeFileSync(join(dist, 'cjs', 'package.json'), '{"type":"commonjs"}\n');
}

/** A second pass over what esbuild minified: it inlines and folds across statements, which saves another five percent. */
async function compress(dist) {
  const compress = { ecma: 2022, passes: 5, hoist_vars: true, unsafe_arrows: true }; // no function here is a constructor
  for (const format of ['esm', 'cjs']) {
    for (const name of readdirSync(join(dist, format))) {
      const file = join(dist, format, name);
      const options = { compress, mangle: { toplevel: true }, module: format === 'esm' };
      const { code } = await minify(readFileSync(file, 'utf8'), options);
      writeFileSync(file, code);
    }
  }
}

/** Declarations of the SDK and of what it bundles, with the private imports turned into relative ones. */
function emitTypes(home, folder, outDir) {
  const config = join(home, 'tsconfig.build.json');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  mkdirSync(outDir, { recursive: true });
  execFileSync(
    process.execPath,
    [
      tsc,
      '-p',
      config,
      '--noEmit',
      'false',
      '--declaration',
      '--emitDeclarationOnly',
      '--outDir',
      outDir,
      '--rootDir',
      root,
    ],
    { cwd: home, stdio: 'inherit' },
  );
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.d.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    let text = readFileSync(file, 'utf8');
    for (const [name, place] of Object.entries(bundled)) {
      const to = relative(entry.parentPath, join(outDir, place, 'src', 'index.js')).replaceAll('\\', '/');
      text = text.replaceAll(`'${name}'`, `'${to.startsWith('.') ? to : `./${to}`}'`);
      text = text.replaceAll(`"${name}"`, `"${to.startsWith('.') ? to : `./${to}`}"`);
    }
    writeFileSync(file, text);
  }
}
