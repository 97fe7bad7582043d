/**
 * Builds what `npm start` runs: every workspace of TypeScript to `dist/` (SWC: decorators need their metadata, which
 * neither Node's own type stripping nor esbuild writes) and the console with Vite. A workspace whose sources have not
 * changed since its last build is left alone.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { spawn } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const swcOptions = (file) => ({
  filename: file,
  sourceMaps: 'inline',
  inlineSourcesContent: false,
  swcrc: false,
  jsc: {
    target: 'es2022',
    parser: { syntax: 'typescript', tsx: false, decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    keepClassNames: true,
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
});

/** Files below a folder, tests left out, in a stable order. */
const sourcesOf = async (folder) => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
};

const digestOf = async (files, ...more) => {
  const hash = createHash('sha256');
  for (const text of more) hash.update(text).update('\0');
  for (const file of files)
    hash
      .update(relative(root, file))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
};

const stampOf = (dist) => join(dist, '.stamp');

const isFresh = async (dist, digest) => existsSync(stampOf(dist)) && (await readFile(stampOf(dist), 'utf8')) === digest;

/** Transpiles one workspace; returns whether anything had to be done. */
const transpile = async (workspace) => {
  const source = join(root, workspace, 'src');
  const dist = join(root, workspace, 'dist');
  const files = await sourcesOf(source);
  const digest = await digestOf(files, JSON.stringify(swcOptions('')), process.version);
  if (await isFresh(dist, digest)) return false;
  const { transform } = await import('@swc/core');
  await rm(dist, { recursive: true, force: true });
  await Promise.all(
    files
      .filter((file) => !file.endsWith('.d.ts'))
      .map(async (file) => {
        const target = join(dist, relative(source, file));
        await mkdir(dirname(target), { recursive: true });
        const text = await readFile(file);
        if (!file.endsWith('.ts')) return writeFile(target, text);
        const { code } = await transform(text.toString('utf8'), swcOptions(file));
        return writeFile(target.replace(/\.ts$/, '.js'), code);
      }),
  );
  await writeFile(stampOf(dist), digest);
  return true;
};

/** Workspaces that the running product is made of. */
const productWorkspaces = async () => {
  const packages = (await readdir(join(root, 'packages'))).map((name) => `packages/${name}`);
  return [...packages, 'backend'].filter((workspace) => existsSync(join(root, workspace, 'src')));
};

export const buildBackend = async () => {
  const built = [];
  for (const workspace of await productWorkspaces()) if (await transpile(workspace)) built.push(workspace);
  return built;
};

/** Runs a program to its end; its output is shown only when it fails. */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`)),
    );
  });

export const buildWeb = async () => {
  const dist = join(root, 'web/dist');
  const folders = [
    'web/src',
    'packages/api-contract/src',
    'packages/definitions/src',
    'packages/stats/src',
    'packages/flag-evaluation/src',
  ];
  const files = (await Promise.all(folders.map((folder) => sourcesOf(join(root, folder))))).flat();
  const extra = [
    'web/index.html',
    'web/vite.config.ts',
    'web/package.json',
    'docs/statistics.md',
    'docs/vocabulary.md',
  ].map((file) => join(root, file));
  const digest = await digestOf([...files, ...extra.filter(existsSync)]);
  if (await isFresh(dist, digest)) return [];
  await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
  });
  await writeFile(stampOf(dist), digest);
  return ['web'];
};

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const begun = performance.now();
  const built = (await Promise.all([buildBackend(), buildWeb()])).flat();
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(
    built.length ? `built ${built.join(', ')} in ${seconds} s\n` : `nothing to build (${seconds} s)\n`,
  );
}
