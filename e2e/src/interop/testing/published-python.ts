import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loggedAction, loggedAssignment, type Address, type Answer, type AskedClient } from './questionnaire.js';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * The interpreter of a virtual environment with the published client, made on first use in a cache outside the clone.
 * Null, with a notice, where there is no Python 3; a failure where every suite is required.
 */
export function findPython(): string | null {
  if (spawnSync('python3', ['--version']).status !== 0) {
    if (process.env.REQUIRE_ALL === '1') throw new Error('Python 3 is required and not installed');
    process.stdout.write('skipped: the published Python client (python3 is not installed)\n');
    return null;
  }
  const requirements = join(here, 'requirements.txt');
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'assay');
  const home = join(cache, `venv-${digest}`);
  const python = join(home, 'bin', 'python');
  if (existsSync(python)) return python;
  // Made aside and moved: nobody ever sees half of it.
  const aside = `${home}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  run('python3', ['-m', 'venv', aside]);
  run(join(aside, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  try {
    renameSync(aside, home);
  } catch (cause) {
    if (!existsSync(python)) throw cause;
    rmSync(aside, { recursive: true, force: true }); // another process was faster
  }
  return python;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
}

interface PrintedAnswer extends Pick<Answer, 'value' | 'action'> {
  readonly assignment: Readonly<Record<string, unknown>> | null;
  readonly banditAction: Readonly<Record<string, unknown>> | null;
}

/** The published UFC client for Python, unmodified: one process answers a whole questionnaire. */
export const startPublishedPython = (python: string, { baseUrl, sdkKey }: Address): AskedClient => ({
  async answer(questionnaire) {
    const child = spawn(python, [join(here, 'answer.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.on('data', (chunk) => (complaints += String(chunk)));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdin.on('error', () => {}); // it ended early: its exit code and complaints tell why
    child.stdin.end(JSON.stringify({ baseUrl, sdkKey, questionnaire }));
    const answers: Answer[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      const { value, action, assignment, banditAction } = JSON.parse(line) as PrintedAnswer;
      answers.push({
        value,
        action,
        assignment: assignment && loggedAssignment(assignment),
        banditAction: banditAction && loggedAction(banditAction),
      });
    }
    if ((await ended) !== 0) throw new Error(`the Python client ended with an error: ${complaints}`);
    return answers;
  },
  close: () => {},
});
