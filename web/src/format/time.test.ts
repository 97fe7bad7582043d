import { expect, it } from '@jest/globals';
import {
  dayNumber,
  formatAgo,
  formatClock,
  formatDay,
  formatDuration,
  formatInstant,
  formatShortDay,
} from './index.js';

it('shows an instant in UTC and says so', () => {
  expect(formatInstant('2026-11-21T06:12:45Z')).toBe('21 Nov 2026, 06:12 UTC');
});

it('keeps the UTC day of an instant late in the evening', () => {
  expect([formatDay('2026-11-21T23:59:59Z'), formatDay('2026-11-21'), formatShortDay('2026-11-21')]).toEqual([
    '21 Nov 2026',
    '21 Nov 2026',
    '21 Nov',
  ]);
});

it('leaves text that is no date as it is', () => {
  expect(formatInstant('soon')).toBe('soon');
});

it('shows a clock time to the second', () => {
  expect(formatClock('2026-11-21T06:12:04.900Z')).toBe('06:12:04');
});

it('shows durations in the unit that fits', () => {
  expect([38, 1400, 38_000, 125_000, 7_380_000].map(formatDuration)).toEqual([
    '38 ms',
    '1.4 s',
    '38 s',
    '2 min 5 s',
    '2 h 3 min',
  ]);
});

it('says how long ago, and how long until', () => {
  const now = new Date('2026-11-21T12:00:00Z');

  expect(
    [
      '2026-11-21T11:59:50Z',
      '2026-11-21T11:30:00Z',
      '2026-11-20T12:00:00Z',
      '2026-11-18T12:00:00Z',
      '2026-11-21T15:00:00Z',
    ].map((iso) => formatAgo(iso, now)),
  ).toEqual(['just now', '30 min ago', '1 day ago', '3 days ago', 'in 3 h']);
});

it('counts the first day as day 1', () => {
  expect(dayNumber('2026-11-04T00:00:00Z', new Date('2026-11-21T06:00:00Z'))).toBe(18);
});
