/** A horizontal scale for effects; positions are percent of its width. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

export interface Span {
  readonly low: number;
  readonly high: number;
}

const niceSteps = [1, 2, 2.5, 5, 10];

/** A round step that cuts `width` into four to seven parts. */
function stepFor(width: number): number {
  const rough = width / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const nice = niceSteps.find((step) => step * power >= rough) ?? 10;
  return nice * power;
}

/**
 * One axis for all rows. It holds zero, the middle half of what there is to see, and each cutoff that is near; an
 * interval much wider than the others is cut at the edge (and drawn with an arrow) instead of flattening the rest.
 */
export function axisOf(spans: readonly Span[], cutoffs: readonly number[] = []): Axis {
  const extents = spans.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))).filter(Number.isFinite);
  const sorted = [...extents].sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0.1;
  const most = Math.max(median * 3.5, 1e-9);
  const within = (value: number): number => Math.max(-most, Math.min(most, value));
  const near = cutoffs.filter((cutoff) => Math.abs(cutoff) <= most);
  const finite = spans.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const low = Math.min(0, ...finite.map((span) => within(span.low)), ...near);
  const high = Math.max(0, ...finite.map((span) => within(span.high)), ...near);
  const width = high - low || 0.2;
  const padded = { low: low - width * 0.06, high: high + width * 0.06 };
  const step = stepFor(padded.high - padded.low);
  const first = Math.ceil(padded.low / step);
  const count = Math.floor(padded.high / step) - first + 1;
  // `+ 0` turns −0 into 0.
  const ticks = Array.from({ length: Math.max(0, count) }, (_, at) =>
    Number(((first + at) * step + 0).toPrecision(12)),
  );
  return { ...padded, ticks };
}

/** Where a value lies, as percent of the axis; beyond its ends, the end. */
export const positionOn = (axis: Axis, value: number): number => {
  const share = (value - axis.low) / (axis.high - axis.low);
  return Math.max(0, Math.min(1, share)) * 100;
};

export const isBelow = (axis: Axis, value: number): boolean => value < axis.low;
export const isAbove = (axis: Axis, value: number): boolean => value > axis.high;
