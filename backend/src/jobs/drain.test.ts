import { expect, it } from '@jest/globals';
import { Drain } from './drain.js';

const drainOf = (answers: (number | Error)[], onSome: (count: number) => void = () => undefined) => {
  const errors: unknown[] = [];
  let count = 0;
  const drain = new Drain({
    some: async () => {
      count += 1;
      onSome(count);
      const answer = answers.shift() ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    onError: (cause) => {
      errors.push(cause);
      return 1;
    },
  });
  return { drain, errors, count: () => count };
};

it('goes on until nothing is left', async () => {
  const { drain, count } = drainOf([0, 0]);

  await drain.run();

  expect(count()).toBe(3);
});

it('looks once more when news comes meanwhile, and not beside what runs', async () => {
  const { drain, count } = drainOf([], (n) => {
    if (n === 1) void drain.run();
  });

  await drain.run();

  expect(count()).toBe(2);
});

it('comes back by itself after a rest, also after an error, which it tells', async () => {
  let come = (): void => undefined;
  const again = new Promise<void>((done) => {
    come = done;
  });
  const { drain, errors } = drainOf([new Error('away'), 1], (n) => {
    if (n === 3) come();
  });

  await drain.run();
  await again;

  expect(errors).toEqual([new Error('away')]);
});

it('begins nothing after it was stopped', async () => {
  const { drain, count } = drainOf([1]);
  await drain.run();

  await drain.stop();
  await drain.run();

  expect(count()).toBe(1);
});
