interface SparklineProps {
  readonly values: readonly number[];
  /** Said to those who cannot see the line. */
  readonly label: string;
  readonly height?: number;
}

/** The shape of a series in a line; first to last value. */
export function Sparkline({ values, label, height = 26 }: SparklineProps) {
  if (values.length < 2) return <div style={{ height }} aria-hidden />;
  const low = Math.min(0, ...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map(
    (value, at) => `${((at / (values.length - 1)) * 200).toFixed(1)},${(24 - ((value - low) / span) * 22).toFixed(1)}`,
  );
  return (
    <svg width="100%" height={height} viewBox="0 0 200 26" preserveAspectRatio="none" role="img" aria-label={label}>
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.6"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
