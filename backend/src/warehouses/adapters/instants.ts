/** Days since 1970-01-01 as `2026-03-01`. */
export const isoDay = (days: number): string => dayText(new Date(days * 86_400_000));

/**
 * Microseconds since 1970-01-01T00:00:00 as `2026-03-01T09:30:00` or, where there is a fraction, with six digits of it;
 * closed by `Z` when it is an instant in UTC rather than a clock time without zone.
 */
export function isoInstant(micros: bigint, isZoned: boolean): string {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const at = new Date(Number((micros - fraction) / 1_000n));
  const time = at.toISOString().slice(-13, -5);
  const digits = fraction === 0n ? '' : `.${fraction.toString().padStart(6, '0')}`;
  return `${dayText(at)}T${time}${digits}${isZoned ? 'Z' : ''}`;
}

const dayText = (at: Date): string => at.toISOString().slice(0, -14);

/** `2026-03-01 09:30:00.12+00`, as Postgres writes it with a session in UTC; other texts (`infinity`) stay. */
export function isoOfPostgres(text: string, isZoned: boolean): string {
  const [, day, time, fraction = ''] =
    /^(\d{4,6}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(?:\+00)?$/.exec(text) ?? [];
  if (day === undefined || time === undefined) return text;
  return `${day}T${time}${fraction === '' ? '' : `.${fraction.padEnd(6, '0')}`}${isZoned ? 'Z' : ''}`;
}
