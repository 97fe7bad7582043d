import { z } from 'zod';

/** How the intervals are made that an A/A check judges. Changing it never asks the warehouse. */
export const calibrationQuery = z.object({
  method: z.enum(['sequential', 'fixed']).default('fixed'),
  level: z.coerce.number().min(0.5).max(0.9999).default(0.95),
  cuped: z.enum(['true', 'false']).default('true'),
});
export type CalibrationQuery = z.infer<typeof calibrationQuery>;

const rate = z.object({
  /** Share of the splits that gave an interval. */
  rate: z.number(),
  /** Its own 95 % interval. */
  low: z.number(),
  high: z.number(),
});

/** What the intervals of a metric did in splits where nothing differed, and where a lift was planted. */
export const metricCalibration = z
  .object({
    metricId: z.string(),
    name: z.string(),
    /** `as_defined`, or what was changed of it: `uncapped`, `capped_99`, `capped_999`, `lookback_7` … */
    variant: z.string(),
    /** Random splits, and those of them that gave an interval. */
    splits: z.number().int(),
    judged: z.number().int(),
    /**
     * `trusted`: as many false positives as the level allows · `too_narrow`: more · `cautious`: fewer · `unknown`: see
     * the explanation.
     */
    verdict: z.enum(['trusted', 'too_narrow', 'cautious', 'unknown']),
    /** Splits whose interval left out 0 although nothing differed. */
    falsePositives: rate.nullable(),
    /** Intervals that held the planted lift. */
    coverage: rate.nullable(),
    /** Splits that found the planted lift, on its own side of 0. */
    power: rate.nullable(),
    /** The lift that was planted: the metric's wanted precision. */
    plantedLift: z.number(),
    /** Median half-width of the intervals. */
    halfWidth: z.number().nullable(),
    explanation: z.string(),
  })
  .meta({ id: 'MetricCalibration' });
export type MetricCalibration = z.infer<typeof metricCalibration>;

export const calibrationView = z
  .object({
    baselineId: z.string(),
    asOf: z.iso.datetime().nullable(),
    /** The metric as it is defined first, then its variants from the narrowest interval on. */
    metrics: z.array(metricCalibration),
  })
  .meta({ id: 'Calibration' });
export type CalibrationView = z.infer<typeof calibrationView>;

/** The newest A/A check of a metric, at 95 %; null = none yet. */
export const metricCalibrationView = z
  .object({
    latest: z.object({ baselineId: z.string(), asOf: z.iso.datetime(), calibration: metricCalibration }).nullable(),
  })
  .meta({ id: 'LatestCalibration' });
export type MetricCalibrationView = z.infer<typeof metricCalibrationView>;
