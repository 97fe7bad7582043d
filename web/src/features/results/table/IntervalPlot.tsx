import { isAbove, isBelow, positionOn, type Axis } from './axis.js';
import type { Tone } from './rows.js';

interface IntervalPlotProps {
  readonly axis: Axis;
  readonly at: number;
  readonly low: number;
  readonly high: number;
  readonly tone: Tone;
  /** Everything the drawing shows, in words. */
  readonly label: string;
  /** Effect beyond which a guardrail is breached, and on which side. */
  readonly cutoff: { readonly value: number; readonly side: 'below' | 'above' } | null;
}

const percent = (value: number): string => `${value.toFixed(3)}%`;

/** A point with its interval on the shared axis. Ends that lie beyond the axis are arrows. */
export function IntervalPlot({ axis, at, low, high, tone, label, cutoff }: IntervalPlotProps) {
  const [from, to, zero] = [low, high, 0].map((value) => positionOn(axis, value)) as [number, number, number];
  const pointIsInside = !isBelow(axis, at) && !isAbove(axis, at);
  const color = `var(--${tone})`;
  return (
    <svg className="interval" width="100%" height="44" role="img" aria-label={label}>
      {cutoff && <CutoffBand at={positionOn(axis, cutoff.value)} side={cutoff.side} />}
      <line x1={percent(zero)} x2={percent(zero)} y1="0" y2="44" stroke="var(--field)" strokeWidth="1.25" />
      <rect
        x={percent(from)}
        y="17"
        width={percent(Math.max(0, to - from))}
        height="10"
        rx="5"
        fill={color}
        opacity=".22"
      />
      <line x1={percent(from)} x2={percent(to)} y1="22" y2="22" stroke={color} strokeWidth="2" />
      {isBelow(axis, low) && <Arrow at={from} direction="left" color={color} />}
      {isAbove(axis, high) && <Arrow at={to} direction="right" color={color} />}
      {pointIsInside && (
        <circle
          cx={percent(positionOn(axis, at))}
          cy="22"
          r="4.5"
          fill={color}
          stroke="var(--panel)"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}

function CutoffBand({ at, side }: { at: number; side: 'below' | 'above' }) {
  const [x, width] = side === 'below' ? [0, at] : [at, 100 - at];
  return (
    <g className="cutoff">
      <rect x={percent(x)} y="0" width={percent(width)} height="44" fill="var(--band)" />
      <line x1={percent(at)} x2={percent(at)} y1="5" y2="39" stroke="var(--faint)" strokeDasharray="2 3" />
    </g>
  );
}

function Arrow({ at, direction, color }: { at: number; direction: 'left' | 'right'; color: string }) {
  const path = direction === 'left' ? 'M1 0 L9 -6 L9 6 Z' : 'M-1 0 L-9 -6 L-9 6 Z';
  return (
    <svg x={percent(at)} y="22" overflow="visible" width="1" height="1" className={`arrow-${direction}`}>
      <path d={path} fill={color} />
    </svg>
  );
}

/** A label at the very edge would be cut. */
const isRoomy =
  (axis: Axis) =>
  (tick: number): boolean => {
    const at = positionOn(axis, tick);
    return at > 4 && at < 96;
  };

/** The axis above the plots: round ticks, zero always among them. */
export function AxisHead({ axis, format }: { axis: Axis; format: (tick: number) => string }) {
  return (
    <svg width="100%" height="18" aria-hidden className="axis">
      {axis.ticks.filter(isRoomy(axis)).map((tick) => (
        <text key={tick} x={percent(positionOn(axis, tick))} y="13" textAnchor="middle">
          {tick === 0 ? '0' : format(tick)}
        </text>
      ))}
    </svg>
  );
}
