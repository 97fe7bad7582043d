import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonWith } from '@assay/test-support';
import { loggedAction, loggedAssignment, type Address, type Answer, type AskedClient } from './questionnaire.js';

const here = dirname(fileURLToPath(import.meta.url));

/** The interpreter with the published client; null where there is no Python 3. */
export const findPython = (): string | null =>
  pythonWith(join(here, 'requirements.txt'), 'the published Python client');

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
