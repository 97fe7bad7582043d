import { expect, it } from '@jest/globals';
import { createLogger, describeError } from './logging.js';

it('keeps what a driver quotes out of the log', () => {
  const cause = Object.assign(new Error('Key (email)=(canary@example.com) already exists: "canary" or \'canary\''), {
    code: '23505',
  });
  const error = new Error('could not save `canary`', { cause });

  const text = JSON.stringify(describeError(error));

  expect(text).not.toContain('canary');
  expect(text).toContain('23505');
  expect(text).toContain('could not save');
});

it('writes of an error only what is listed, and never a request or an answer', () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => lines.push(line) });
  const error = Object.assign(new Error('x'), {
    parameters: ['canary'],
    detail: 'canary',
    config: { password: 'canary' },
  });

  log.error({ cause: error, req: { headers: { cookie: 'canary' } }, res: { body: 'canary' } }, 'failed');

  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('canary');
});

it('keeps a line break in a value from becoming a line of the log', () => {
  const lines: string[] = [];

  createLogger('info', { write: (line) => lines.push(line) }).info({ route: 'a\n{"level":"fatal"}' }, 'x\ny');

  expect(lines.join('').trim().split('\n')).toHaveLength(1);
});
