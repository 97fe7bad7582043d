/**
 * Builds the edge module: one bundle of JavaScript, compiled to WebAssembly, packed and validated by Fastly's own
 * command. Compiling the same source twice gives different bytes, so the result is kept by the digest of the bundle.
 * The compiler (450 MB) is installed here, when it is first needed, and by nothing else.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const home = dirname(fileURLToPath(import.meta.url));
const cache = join(home, '../.cache/edge');
const toolchain = join(home, 'toolchain');
const tool = (name) => join(toolchain, 'node_modules/.bin', name);

function run(command, args, cwd, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout ?? ''}\n${stderr ?? ''}`);
}

function installToolchain() {
  const stamp = join(toolchain, 'node_modules/.stamp');
  const wanted = createHash('sha256')
    .update(readFileSync(join(toolchain, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stdout.write('installing the edge compiler (450 MB) …\n');
  run('npm', ['install', '--no-audit', '--no-fund', '--no-save'], toolchain);
  writeFileSync(stamp, wanted);
}

/** The bundle, with its own digest in it as the name of the build. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [join(home, 'src/main.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@assay/source'],
    external: ['fastly:*'],
    define: { ASSAY_BUILD: '"build-of-this-bundle"' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  const text = outputFiles[0].text;
  const digest = createHash('sha256')
    .update(text)
    .update(readFileSync(join(toolchain, 'package-lock.json')))
    .digest('hex');
  return { digest, text: text.replaceAll('build-of-this-bundle', digest.slice(0, 16)) };
}

/** Compiles unless this bundle was compiled before; returns the path of the module. */
export async function buildEdge() {
  const { digest, text } = await bundle();
  const folder = join(cache, digest.slice(0, 32));
  const [script, wasm, pack] = ['edge.js', 'main.wasm', 'assay-edge.tar.gz'].map((name) => join(folder, name));
  if (!existsSync(wasm)) {
    installToolchain();
    mkdirSync(folder, { recursive: true });
    writeFileSync(script, text);
    run(tool('js-compute-runtime'), [script, `${wasm}.new`], home);
    renameSync(`${wasm}.new`, wasm);
  }
  mkdirSync(join(home, 'bin'), { recursive: true });
  copyFileSync(wasm, join(home, 'bin/main.wasm'));
  if (!existsSync(pack)) {
    installToolchain();
    const own = { HOME: cache, XDG_CONFIG_HOME: cache, FASTLY_DISABLE_AUTH_COMMAND: 'true' };
    run(tool('fastly'), ['compute', 'pack', '--wasm-binary', 'bin/main.wasm', '--non-interactive'], home, own);
    run(tool('fastly'), ['compute', 'validate', '--package', 'pkg/assay-edge.tar.gz', '--non-interactive'], home, own);
    copyFileSync(join(home, 'pkg/assay-edge.tar.gz'), pack);
  }
  return { wasm, pack, build: digest.slice(0, 16) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { build: name } = await buildEdge();
  process.stdout.write(`edge/bin/main.wasm is build ${name}, packed and validated\n`);
}
