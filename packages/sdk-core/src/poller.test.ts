import { expect, it } from '@jest/globals';
import type { Platform } from './platform.js';
import { createPoller } from './poller.js';
import { retryAfterMs } from './exchange.js';

/** A platform whose timers fire when told to; it notes how long each was asked to wait. */
const aPlatform = () => {
  const waits: number[] = [];
  let due: (() => void) | null = null;
  const platform: Platform = {
    send: () => Promise.reject(new Error('no network here')),
    schedule(ms, run) {
      waits.push(ms);
      due = run;
      return () => {
        if (due === run) due = null;
      };
    },
    now: () => 0,
    random: () => 0.5,
  };
  const fire = async (): Promise<void> => {
    const run = due;
    due = null;
    run?.();
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  return { platform, waits, fire, isPlanned: () => due !== null };
};

it('waits an interval with jitter after a success, doubles after failures up to ten intervals, and never stops', async () => {
  const { platform, waits, fire, isPlanned } = aPlatform();
  let isDown = false;
  const load = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve());
  const poller = createPoller(platform, load, () => {}, { intervalMs: 1000, initialRetries: 0 });

  await poller.start();
  isDown = true;
  for (let i = 0; i < 40; i++) await fire();
  isDown = false;
  await fire();

  expect(waits.slice(0, 6)).toEqual([1050, 2100, 4200, 8400, 10500, 10500]);
  expect(waits.at(-1)).toBe(1050);
  expect(isPlanned()).toBe(true);
});

it('tries a failed start again at once, then tells that it failed', async () => {
  const { platform, waits, fire } = aPlatform();
  let tries = 0;
  const load = () => Promise.reject(new Error(`down ${++tries}`));
  const poller = createPoller(platform, load, () => {}, { intervalMs: 1000, initialRetries: 1 });

  const started = poller.start();
  await fire();
  await fire();

  expect(await started).toBe(false);
  expect(tries).toBe(2);
  expect(waits[1]).toBeCloseTo(75);
});

it('goes on trying after a failed start even where polling is off, and rests after the first success', async () => {
  const { platform, fire, isPlanned } = aPlatform();
  let isDown = true;
  const load = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve());
  const poller = createPoller(platform, load, () => {}, { intervalMs: 0, initialRetries: 0 });

  await poller.start();
  const plannedWhileDown = isPlanned();
  isDown = false;
  await fire();

  expect([plannedWhileDown, isPlanned()]).toEqual([true, false]);
});

it('plans nothing while paused and loads at once when resumed', async () => {
  const { platform, isPlanned } = aPlatform();
  let loads = 0;
  const load = async () => void loads++;
  const poller = createPoller(platform, load, () => {}, { intervalMs: 1000, initialRetries: 0 });
  await poller.start();

  poller.pause();
  const plannedWhilePaused = isPlanned();
  poller.resume();

  expect([plannedWhilePaused, loads]).toEqual([false, 2]);
});

it('honours Retry-After in both forms, but waits an hour at most', async () => {
  const { platform, waits } = aPlatform();
  const load = () => Promise.reject(Object.assign(new Error('429'), { retryAfterMs: 9e9 }));
  const poller = createPoller(platform, load, () => {}, { intervalMs: 1000, initialRetries: 3 });

  await poller.start();

  expect(waits).toEqual([3_600_000]);
  expect(retryAfterMs('120', 0)).toBe(120_000);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:30 GMT', 10_000)).toBe(20_000);
  expect(retryAfterMs('0', 0)).toBe(0); // not the year 2000
  expect(['soon', null, ''].map((value) => retryAfterMs(value, 0))).toEqual([null, null, null]);
  expect(retryAfterMs('Thu, 01 Jan 1970 00:00:30 GMT', 40_000)).toBeNull(); // over by now, or the clock was set on
});
