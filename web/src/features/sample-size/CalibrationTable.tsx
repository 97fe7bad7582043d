import type { CalibrationView, MetricCalibration } from '@assay/api-contract';
import { Chip, Empty, Table, type Tone } from '../../components/index.js';
import { formatCount, formatShare } from '../../format/index.js';

const verdicts: Readonly<Record<MetricCalibration['verdict'], { readonly words: string; readonly tone: Tone }>> = {
  trusted: { words: 'trusted', tone: 'good' },
  too_narrow: { words: 'too narrow', tone: 'bad' },
  cautious: { words: 'cautious', tone: 'warn' },
  unknown: { words: 'unknown', tone: 'neutral' },
};

/** The verdict in a word, coloured by it. */
export const CalibrationChip = ({ verdict }: Pick<MetricCalibration, 'verdict'>) => (
  <Chip tone={verdicts[verdict].tone}>{verdicts[verdict].words}</Chip>
);

/** A share with its own interval: `4.5% [2.4, 8.3]`. */
export const rateText = (rate: MetricCalibration['falsePositives']): string =>
  rate === null
    ? '–'
    : `${formatShare(rate.rate, 1)} [${formatShare(rate.low, 1).slice(0, -1)}, ${formatShare(rate.high, 1).slice(0, -1)}]`;

/** What a variant changes of the metric, in words. */
const variantText = (variant: string): string => {
  if (variant === 'as_defined') return 'as defined';
  if (variant === 'uncapped') return 'without a cap';
  const cap = /^capped_(99)(\d*)$/.exec(variant);
  if (cap) return `capped at the ${cap[2] ? `99.${cap[2]}` : '99'}th percentile`;
  return `look-back of ${variant.replace('lookback_', '')} days`;
};

/** What each metric's intervals did in splits where nothing differed, and where a lift was planted. */
export function CalibrationTable({ calibration }: { calibration: CalibrationView }) {
  if (calibration.metrics.length === 0) {
    return <Empty title="No numbers yet">The baseline has not been read; its run says how far it is.</Empty>;
  }
  const ownWidth = new Map(
    calibration.metrics.filter((one) => one.variant === 'as_defined').map((one) => [one.metricId, one.halfWidth]),
  );
  return (
    <Table
      label="Intervals in random halves"
      items={calibration.metrics}
      keyOf={(one) => `${one.metricId} ${one.variant}`}
      columns={[
        {
          title: 'Metric',
          cell: (one) => (
            <>
              {one.variant === 'as_defined' ? <b>{one.name}</b> : <span className="muted">{one.name}</span>}
              <small>{variantText(one.variant)}</small>
            </>
          ),
        },
        {
          title: 'Intervals',
          cell: (one) => (
            <>
              <CalibrationChip verdict={one.verdict} />
              {(one.verdict === 'unknown' || one.verdict === 'too_narrow') && (
                <small style={{ whiteSpace: 'normal', display: 'block', minWidth: '14em' }}>{one.explanation}</small>
              )}
            </>
          ),
        },
        { title: 'False positives', isNumber: true, cell: (one) => rateText(one.falsePositives) },
        {
          title: 'Planted lift',
          isNumber: true,
          cell: (one) => (
            <>
              {formatShare(one.plantedLift, 1)}
              <small>
                found {one.power ? formatShare(one.power.rate, 0) : '–'}, held{' '}
                {one.coverage ? formatShare(one.coverage.rate, 0) : '–'}
              </small>
            </>
          ),
        },
        {
          title: 'Half-width',
          isNumber: true,
          cell: (one) => (
            <>
              {one.halfWidth === null ? '–' : `±${formatShare(one.halfWidth, 2)}`}
              <small>{againstOwn(one, ownWidth.get(one.metricId) ?? null)}</small>
            </>
          ),
        },
        { title: 'Splits', isNumber: true, cell: (one) => formatCount(one.judged) },
      ]}
    />
  );
}

/** How much narrower or wider a variant is than the metric as it is defined. */
const againstOwn = ({ variant, halfWidth }: MetricCalibration, own: number | null): string => {
  if (variant === 'as_defined' || halfWidth === null || !own) return '';
  const change = halfWidth / own - 1;
  if (Math.abs(change) < 0.005) return 'the same';
  return `${formatShare(Math.abs(change), 0)} ${change < 0 ? 'narrower' : 'wider'}`;
};
