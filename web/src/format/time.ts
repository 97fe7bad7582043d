const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (part: number): string => String(part).padStart(2, '0');

/** An instant's calendar day in UTC: `21 Nov 2026`. Days written as `2026-11-21` are taken as they are. */
export function formatDay(iso: string): string {
  const at = new Date(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** Day and month alone, for axes: `21 Nov`. */
export const formatShortDay = (iso: string): string => formatDay(iso).replace(/ \d{4}$/, '');

/** An instant to the minute, zone named: `21 Nov 2026, 06:12 UTC`. */
export function formatInstant(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${formatDay(iso)}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC`;
}

/** Clock time to the second: `06:12:04`. */
export const formatClock = (iso: string): string => new Date(iso).toISOString().slice(11, 19);

/** How long something took: `38 ms`, `1.4 s`, `2 min 5 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago, in the largest whole unit: `3 h ago`; in the future `in 3 h`. */
export function formatAgo(iso: string, now: Date): string {
  const seconds = Math.round((now.getTime() - new Date(iso).getTime()) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return 'just now';
  const [amount, unit] =
    size < 3600
      ? [Math.round(size / 60), 'min']
      : size < 86_400
        ? [Math.round(size / 3600), 'h']
        : [Math.round(size / 86_400), size < 129_600 ? 'day' : 'days'];
  return seconds > 0 ? `${amount} ${unit} ago` : `in ${amount} ${unit}`;
}

/** Day of a running experiment, the first is 1. */
export const dayNumber = (from: string, now: Date): number =>
  Math.max(1, Math.floor((now.getTime() - new Date(from).getTime()) / 86_400_000) + 1);
