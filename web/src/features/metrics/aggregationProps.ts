import type { Aggregation } from '@assay/definitions';

/** What every part of an aggregation's form takes. */
export interface AggregationProps {
  readonly value: Aggregation;
  readonly onChange: (value: Aggregation) => void;
  /** What is wrong with a field of this aggregation. */
  readonly errorOf: (field: string) => string | undefined;
}
