const minus = '−';
const thin = ' ';

/** Reader's locale; tests and servers without one get English. */
const locale = (): string | undefined => globalThis.navigator?.language || undefined;

const cache = new Map<string, Intl.NumberFormat>();
const formatter = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
  const key = `${locale() ?? ''}${JSON.stringify(options)}`;
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale(), options);
  cache.set(key, made);
  return made;
};

const withMinus = (text: string): string => text.replace('-', minus);

/** A count: `214,806`. */
export const formatCount = (count: number): string => withMinus(formatter({ maximumFractionDigits: 0 }).format(count));

/** A number with so many significant digits, never fewer than its whole part: `23.41`, `4,812`, `0.00312`. */
export function formatNumber(value: number, significant = 4): string {
  if (!Number.isFinite(value)) return '–';
  const whole = Math.abs(value) >= 10 ** significant;
  return withMinus(
    formatter(whole ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: significant }).format(value),
  );
}

/** A value of fixed decimals so that a column lines up: `23.41` beside `24.10`. */
export const formatFixed = (value: number, decimals: number): string =>
  withMinus(formatter({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value));

/** A share 0–1: `4.81%`. */
export const formatShare = (share: number, decimals = 2): string => `${formatFixed(share * 100, decimals)}%`;

/** Decimals for values up to so large: none from a thousand on, two at most above one, three digits below it. */
export const decimalsFor = (...values: readonly number[]): number => {
  const largest = Math.max(...values.map(Math.abs).filter(Number.isFinite), 0);
  if (largest === 0) return 2;
  const power = Math.floor(Math.log10(largest));
  return power >= 0 ? Math.max(0, Math.min(2, 3 - power)) : Math.min(6, 2 - power);
};

/** What a metric's value looks like: 0/1 metrics and those shown as percent as shares, all others as numbers. */
export interface ValueStyle {
  readonly isBinary: boolean;
  readonly displayStyle: 'decimal' | 'percent';
  readonly kind: 'simple' | 'ratio' | 'percentile' | 'funnel';
}

const isPercent = (style: ValueStyle): boolean =>
  style.displayStyle === 'percent' || (style.isBinary && style.kind !== 'ratio');

/** Values of one metric, all with the same decimals; null is a dash. */
export function formatValues(values: readonly (number | null)[], style: ValueStyle): string[] {
  const shown = values.filter((value) => value !== null);
  if (isPercent(style)) {
    const decimals = Math.min(4, decimalsFor(...shown.map((value) => value * 100)));
    return values.map((value) => (value === null ? '–' : formatShare(value, decimals)));
  }
  const decimals = decimalsFor(...shown);
  return values.map((value) => (value === null ? '–' : formatFixed(value, decimals)));
}

const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

const liftDecimals = (...lifts: readonly number[]): number => {
  const largest = Math.max(...lifts.map((lift) => Math.abs(lift * 100)));
  if (largest >= 1000) return 0;
  if (largest >= 1) return 1;
  return largest >= 0.1 ? 2 : 3;
};

/** A relative lift with its sign: 0.033 → `+3.3%`; what rounds to zero has none. */
export const formatLift = (lift: number, decimals = liftDecimals(lift)): string => {
  const roundsToZero = Math.abs(lift * 100) < 0.5 / 10 ** decimals;
  return roundsToZero ? formatShare(0, decimals) : signed(lift, formatShare(lift, decimals));
};

/** What a lift and its interval share: the unit, and for differences the metric's own style. */
export interface EffectStyle extends ValueStyle {
  readonly effect: 'relative' | 'absolute';
}

/** A difference in the metric's own unit; of shares in percentage points: `+0.16 pp`. */
const formatDifference = (difference: number, style: ValueStyle, decimals: number): string =>
  isPercent(style)
    ? `${signed(difference, formatFixed(difference * 100, decimals))}${thin}pp`
    : signed(difference, formatFixed(difference, decimals));

/** An effect with the bounds of its interval, all with the same decimals. */
export function formatEffect(
  { lift, low, high }: { lift: number; low: number; high: number },
  style: EffectStyle,
): { lift: string; low: string; high: string } {
  if (style.effect === 'relative') {
    const decimals = liftDecimals(lift, low, high);
    return {
      lift: formatLift(lift, decimals),
      low: formatLift(low, decimals),
      high: formatLift(high, decimals),
    };
  }
  const scale = isPercent(style) ? 100 : 1;
  const decimals = Math.min(6, decimalsFor(Math.max(Math.abs(low), Math.abs(high)) * scale));
  const text = (value: number): string => formatDifference(value, style, decimals);
  return { lift: text(lift), low: text(low), high: text(high) };
}

/** A p-value: `p 0.71`, `p 0.011`, `p 0.0004`, `p <0.0001`. */
export function formatP(p: number): string {
  if (p < 0.0001) return `p <${formatFixed(0.0001, 4)}`;
  if (p > 0.999) return `p >${formatFixed(0.999, 3)}`;
  return `p ${formatFixed(p, p >= 0.1 ? 2 : p >= 0.001 ? 3 : 4)}`;
}

/** A confidence level: 0.95 → `95%`, 0.999 → `99.9%`. */
export const formatLevel = (level: number): string =>
  `${withMinus(formatter({ maximumFractionDigits: 2 }).format(level * 100))}%`;

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes by thousands: `41.2 GB`. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${formatNumber(bytes / 1000 ** power, 3)}${thin}${byteUnits[power]}`;
}

/** Words for how many: `1 metric`, `6 metrics`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
