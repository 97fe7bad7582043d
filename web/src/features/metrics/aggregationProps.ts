import type { Aggregation } from '@assay/definitions';

/** What every part of the form of a part of a metric takes: an aggregation, or another choice of facts. */
export interface AggregationProps<T = Aggregation> {
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** What is wrong with a field of this part. */
  readonly errorOf: (field: string) => string | undefined;
}
