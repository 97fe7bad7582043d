import type { RefreshSchedule, TimedSchedule } from '@assay/api-contract';
import { DateTime, IANAZone } from 'luxon';
import { invalid } from '../kernel/index.js';

/** The times that hold for a schedule: its own, the workspace's, or none (by hand, or when upstream is ready). */
export const timesOf = (schedule: RefreshSchedule, ofWorkspace: TimedSchedule | null): TimedSchedule | null =>
  schedule === null || schedule.kind === 'upstream' ? null : schedule.kind === 'workspace' ? ofWorkspace : schedule;

/**
 * The next instant at which a schedule refreshes, strictly after `after`; null = never.
 * A daily time that daylight saving skips moves to the first instant that exists; one that happens twice counts once.
 */
export const nextRefresh = (schedule: TimedSchedule | null, after: Date): Date | null => {
  if (schedule === null) return null;
  if (schedule.kind === 'every') return new Date(after.getTime() + schedule.minutes * 60_000);
  const zone = schedule.timeZone;
  if (!IANAZone.isValidZone(zone)) {
    throw invalid('schedule.timeZone', `“${zone}” is no time zone: use a name such as Europe/Berlin or UTC.`);
  }
  const [hour = 0, minute = 0] = schedule.at.split(':').map(Number);
  const today = DateTime.fromJSDate(after, { zone });
  for (let days = 0; days <= 8; days++) {
    const at = today.plus({ days }).set({ hour, minute, second: 0, millisecond: 0 });
    const isDay = schedule.kind === 'daily' || at.weekday === schedule.weekday;
    if (isDay && at.toMillis() > after.getTime()) return at.toJSDate();
  }
  throw new Error('a daily or weekly schedule has an instant within eight days');
};
