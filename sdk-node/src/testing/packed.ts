import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** An empty application into which a packed SDK was unpacked. */
export interface Application {
  readonly folder: string;
  /** Runs a program there with a Node: what it wrote, errors included. */
  run(node: string, args: readonly string[]): string;
  remove(): void;
}

/** Builds an SDK, packs it as it would be published, and unpacks it next to nothing but the packages named. */
export const installPacked = (sdk: 'sdk-node' | 'sdk-js', besides: readonly string[]): Application => {
  const home = join(repository, sdk);
  const folder = mkdtempSync(join(tmpdir(), `assay-${sdk}-`));
  const { NODE_OPTIONS: _ignored, ...env } = process.env;
  const staged = join(folder, 'staged');
  mkdirSync(staged);
  cpSync(join(home, 'package.json'), join(staged, 'package.json'));
  execFileSync(process.execPath, ['build.js', join(staged, 'dist')], { cwd: home, env });
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: staged, env });
  const target = join(folder, 'node_modules', '@assay', sdk);
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, `assay-${sdk}-0.1.0.tgz`), '-C', target, '--strip-components=1']);
  for (const name of besides) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  }
  return {
    folder,
    run(node, args) {
      const { stdout, stderr } = spawnSync(node, args, { cwd: folder, env, encoding: 'utf8', timeout: 240_000 });
      return stdout + stderr;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** This Node and, where there is another one on the path, that too. */
export const nodes = (): string[] => {
  const others = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder && !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file));
  return [...new Set([process.execPath, ...others.slice(0, 1)])];
};
