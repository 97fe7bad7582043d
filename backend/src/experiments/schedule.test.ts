import { expect, it } from '@jest/globals';
import { nextRefresh, timesOf } from './schedule.js';

const daily = (at: string, timeZone = 'UTC') => ({ kind: 'daily' as const, at, timeZone });

it('refreshes today when the time is still to come, else tomorrow', () => {
  expect(nextRefresh(daily('06:00'), new Date('2026-03-01T05:59:00Z'))?.toISOString()).toBe('2026-03-01T06:00:00.000Z');
  expect(nextRefresh(daily('06:00'), new Date('2026-03-01T06:00:00Z'))?.toISOString()).toBe('2026-03-02T06:00:00.000Z');
});

it('moves a time that daylight saving skips to one that exists', () => {
  // 02:30 does not exist in Berlin on 29 March 2026.
  const next = nextRefresh(daily('02:30', 'Europe/Berlin'), new Date('2026-03-28T23:30:00Z'));

  expect(next?.toISOString()).toBe('2026-03-29T01:30:00.000Z');
});

it('keeps the local time when the offset changes', () => {
  const next = nextRefresh(daily('06:00', 'Europe/Berlin'), new Date('2026-10-24T10:00:00Z'));

  expect(next?.toISOString()).toBe('2026-10-25T05:00:00.000Z');
});

it('refuses a zone that does not exist, naming the field', () => {
  expect(() => nextRefresh(daily('06:00', 'Mars/Olympus'), new Date('2026-03-01T00:00:00Z'))).toThrow(
    /schedule.timeZone/,
  );
});

it('counts minutes from now for a short schedule', () => {
  const next = nextRefresh({ kind: 'every', minutes: 5 }, new Date('2026-03-01T00:00:00Z'));

  expect(next?.toISOString()).toBe('2026-03-01T00:05:00.000Z');
});

it('waits for the day of the week, by the clock of the zone', () => {
  const weekly = { kind: 'weekly' as const, weekday: 1, at: '00:30', timeZone: 'Asia/Tokyo' };

  // Monday, 2 March 2026 in Tokyo begins on Sunday in UTC.
  expect(nextRefresh(weekly, new Date('2026-02-28T00:00:00Z'))?.toISOString()).toBe('2026-03-01T15:30:00.000Z');
  expect(nextRefresh(weekly, new Date('2026-03-01T15:30:00Z'))?.toISOString()).toBe('2026-03-08T15:30:00.000Z');
});

it('takes the times of the workspace where an experiment follows them, and none where it waits for upstream', () => {
  const own = daily('06:00');

  expect(timesOf({ kind: 'workspace' }, own)).toBe(own);
  expect(timesOf({ kind: 'workspace' }, null)).toBeNull();
  expect(timesOf({ kind: 'upstream' }, own)).toBeNull();
  expect(timesOf(own, null)).toBe(own);
});
