import type { PercentileOfFacts } from '@assay/definitions';
import { NumberInput, Select } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';
import { FilterFields } from './FilterFields.js';
import { groupsOf, type FactChoice } from './useFacts.js';
import { WindowFields } from './WindowFields.js';

interface Props extends AggregationProps<PercentileOfFacts> {
  readonly facts: readonly FactChoice[];
}

/** Which percentile of which facts. */
export function PercentileFields({ value, onChange, errorOf, facts }: Props) {
  const fact = facts.find((candidate) => candidate.id === value.factId);
  const part = { value, onChange, errorOf };
  return (
    <>
      <FieldRow>
        <Select
          label="Fact"
          searchable
          required
          data={groupsOf(facts.filter((candidate) => candidate.hasColumn))}
          value={value.factId || null}
          error={errorOf('factId')}
          onChange={(factId) => onChange({ ...value, factId: factId ?? '', filters: [] })}
        />
        <NumberInput
          label="Percentile"
          suffix="th"
          min={0}
          max={100}
          decimalScale={2}
          value={Math.round(value.percentile * 1e6) / 1e4}
          error={errorOf('percentile')}
          onChange={(percentile) => onChange({ ...value, percentile: Math.round(Number(percentile) * 1e4) / 1e6 })}
        />
      </FieldRow>
      <FilterFields {...part} properties={fact?.properties ?? []} />
      <WindowFields {...part} />
    </>
  );
}
