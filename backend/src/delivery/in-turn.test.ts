import { expect, it } from '@jest/globals';
import { inTurn } from './in-turn.js';

it('lets no earlier reading overtake a later one', async () => {
  const rows: string[] = [];
  const waiting: (() => void)[] = [];
  let held: readonly string[] = [];
  const load = inTurn(async () => {
    const read = [...rows];
    await new Promise<void>((done) => waiting.push(done));
    held = read;
  });
  const answerNext = async (): Promise<void> => {
    while (waiting.length === 0) await Promise.resolve();
    waiting.shift()?.();
  };

  rows.push('first');
  const first = load();
  rows.push('second');
  const second = load();
  await answerNext();
  await first;
  await answerNext();
  await second;

  expect(held).toEqual(['first', 'second']);
});

it('goes on after a failure, and tells only the caller that met it', async () => {
  let calls = 0;
  const load = inTurn(async () => {
    calls += 1;
    if (calls === 1) throw new Error('away');
  });

  const [first, second] = await Promise.allSettled([load(), load()]);

  expect([first.status, second.status, calls]).toEqual(['rejected', 'fulfilled', 2]);
});
