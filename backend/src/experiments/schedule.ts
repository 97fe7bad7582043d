import type { RefreshSchedule } from '@assay/api-contract';
import { DateTime, IANAZone } from 'luxon';
import { invalid } from '../kernel/index.js';

/**
 * The next instant at which a schedule refreshes, strictly after `after`; null = never.
 * A daily time that daylight saving skips moves to the first instant that exists; one that happens twice counts once.
 */
export const nextRefresh = (schedule: RefreshSchedule, after: Date): Date | null => {
  if (schedule === null) return null;
  if (schedule.kind === 'every') return new Date(after.getTime() + schedule.minutes * 60_000);
  const zone = schedule.timeZone;
  if (!IANAZone.isValidZone(zone)) {
    throw invalid('schedule.timeZone', `“${zone}” is no time zone: use a name such as Europe/Berlin or UTC.`);
  }
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const today = DateTime.fromJSDate(after, { zone });
  for (let days = 0; days <= 2; days++) {
    const at = today.plus({ days }).set({ hour, minute, second: 0, millisecond: 0 });
    if (at.toMillis() > after.getTime()) return at.toJSDate();
  }
  throw new Error('a daily schedule has an instant within two days');
};
