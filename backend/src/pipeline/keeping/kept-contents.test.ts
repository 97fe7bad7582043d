import { describe, expect, it } from '@jest/globals';
import {
  afterCheck,
  afterReading,
  checkRange,
  dayOf,
  earlierRange,
  firstContents,
  firstRange,
  fromDayOf,
  isRewritten,
  isWorthPurging,
  newestRange,
  rangesOf,
  startOf,
  type KeptContents,
} from './kept-contents.js';

const need = (until: string, from = '2026-03-01T00:00:00.000Z') => ({ from, until });
const contentsAt = (until: string): KeptContents => firstContents(['a'], firstRange(need(until)), until);
const march = (day: number): number => dayOf('2026-03-01T00:00:00Z') + day - 1;

describe('given rows kept until 09:00 on the 10th', () => {
  const contents = contentsAt('2026-03-10T09:00:00.000Z');

  it('reads the last 48 hours again, in whole days, and what is new', () => {
    const until = '2026-03-11T09:00:00.000Z';

    expect(newestRange(contents, need(until), until)).toEqual({ fromDay: march(8), until });
  });

  it('reads nothing for a refresh that was asked for before they were read', () => {
    const asked = '2026-03-10T08:59:00.000Z';

    expect(newestRange(contents, need('2026-03-10T09:05:00.000Z'), asked)).toBeNull();
  });

  it('reads nothing of a time that ended so long ago that no row is late', () => {
    expect(newestRange(contents, need('2026-03-08T09:00:00.000Z'), '2026-03-20T00:00:00.000Z')).toBeNull();
    expect(newestRange(contents, need('2026-03-08T09:00:01.000Z'), '2026-03-20T00:00:00.000Z')).not.toBeNull();
  });

  it('covers the days on which no refresh succeeded', () => {
    const until = '2026-03-20T09:00:00.000Z';

    expect(newestRange(contents, need(until), until)).toEqual({ fromDay: march(8), until });
  });

  it('grows backwards for an analysis that begins earlier', () => {
    const wanted = need('2026-03-10T09:00:00.000Z', '2026-02-20T12:00:00.000Z');

    expect(earlierRange(contents, wanted)).toEqual({
      fromDay: dayOf('2026-02-20T00:00:00Z'),
      until: '2026-03-01T00:00:00.000Z',
    });
    expect(earlierRange(contents, need('2026-03-10T09:00:00.000Z'))).toBeNull();
  });

  it('lets exactly one generation count on each day', () => {
    const range = { fromDay: march(8), until: '2026-03-11T09:00:00.000Z' };

    const after = afterReading(contents, range, 2);
    const middle = afterReading(after, { fromDay: march(4), until: startOf(march(6)) }, 3);

    expect(after.days).toEqual([
      { fromDay: march(1), untilDay: march(8), generation: 1 },
      { fromDay: march(8), untilDay: march(12), generation: 2 },
    ]);
    expect(after.deadDays).toBe(3);
    expect(middle.days.map(({ generation }) => generation)).toEqual([1, 3, 1, 2]);
    expect([middle.until, middle.deadDays]).toEqual([range.until, 5]);
  });

  it('purges when half as many days are dead as count', () => {
    expect(isWorthPurging({ ...contents, deadDays: 4 })).toBe(false);
    expect(isWorthPurging({ ...contents, deadDays: 5 })).toBe(true);
  });
});

it('compares each day of history within a week, a part of them each day', () => {
  let contents = contentsAt('2026-03-31T00:00:00.000Z');
  const last = new Map<number, number>();
  const gaps: number[] = [];
  for (let today = march(32); today < march(92); today++) {
    const range = checkRange(contents, today, today - 2);
    if (!range) throw new Error('nothing is compared');
    for (let day = range.fromDay; day < dayOf(range.until); day++) {
      gaps.push(today - Math.max(last.get(day) ?? 0, day + 2, march(31)));
      last.set(day, today);
    }
    expect(dayOf(range.until) - range.fromDay).toBeLessThanOrEqual(Math.ceil((today - 2 - march(1)) / 6));
    contents = afterCheck(contents, range, today);
    expect(checkRange(contents, today, today - 2)).toBeNull();
  }
  expect(Math.max(...gaps)).toBeLessThanOrEqual(7);
  expect(last.size).toBe(march(91) - 2 - march(1));
});

it('compares all of history after a week without a refresh', () => {
  const contents = { ...contentsAt('2026-03-31T00:00:00.000Z'), nextCheck: march(12) };

  const range = checkRange(contents, march(40), march(29));

  expect(range).toEqual({ fromDay: fromDayOf(contents), until: startOf(march(29)) });
});

it('reads changed days again as few ranges', () => {
  expect(rangesOf([march(5), march(4), march(9)])).toEqual([
    { fromDay: march(4), until: startOf(march(6)) },
    { fromDay: march(9), until: startOf(march(10)) },
  ]);
  expect(rangesOf([1, 3, 5, 7].map(march))).toEqual([{ fromDay: march(1), until: startOf(march(8)) }]);
});

it('makes a table anew when most of what was compared has changed', () => {
  const range = { fromDay: march(1), until: startOf(march(5)) };

  expect([isRewritten([march(1), march(2)], range), isRewritten([1, 2, 3].map(march), range)]).toEqual([false, true]);
});
