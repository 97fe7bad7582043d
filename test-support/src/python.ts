import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder outside the clone for what is installed by name on first use. */
export const toolCache = (): string => join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'assay');

/**
 * The interpreter of a virtual environment with what a requirements file names, made on first use and kept by the
 * file's content. Null, with a notice, where there is no Python 3 or it cannot be filled (no network, say); a failure
 * where every suite is required.
 *
 * @param purpose what is skipped without it, in the words of the notice.
 */
export function pythonWith(requirements: string, purpose: string): string | null {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const home = join(toolCache(), `venv-${digest}`);
  const python = join(home, 'bin', 'python');
  if (existsSync(python)) return python;
  mkdirSync(toolCache(), { recursive: true });
  const release = held(`${home}.lock`);
  if (existsSync(python)) {
    release(); // another process made it while we waited
    return python;
  }
  // Made aside and moved: nobody ever sees half of it.
  const aside = `${home}.${process.pid}`;
  try {
    run('python3', ['-m', 'venv', aside]);
    run(join(aside, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
    renameSync(aside, home);
  } catch (cause) {
    rmSync(aside, { recursive: true, force: true });
    if (existsSync(python)) return python; // whoever took the lock for a dead one's was faster
    const why = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
    if (process.env['REQUIRE_ALL'] === '1') throw new Error(`Python 3 is required for ${purpose}: ${why}`, { cause });
    process.stdout.write(`skipped: ${purpose} (${why})\n`);
    return null;
  } finally {
    release();
  }
  return python;
}

/** A lock that nobody has touched for so long belongs to a process that died. */
const longestHoldMs = 15 * 60_000;

/** Waits until the lock is ours: a folder, since making one is atomic. @returns what lets go of it */
function held(lock: string): () => void {
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - since > longestHoldMs) rmSync(lock, { recursive: true, force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}
