import { NumberInput, Select } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';

/** What only conversion, retention or threshold ask for. */
export function OwnFields({ value, onChange, errorOf }: AggregationProps) {
  switch (value.operation) {
    case 'conversion':
      return (
        <NumberInput
          label="Days after exposure in which it must happen"
          min={0}
          value={value.conversionDays ?? ''}
          error={errorOf('conversionDays')}
          onChange={(days) => onChange({ ...value, conversionDays: days === '' ? null : Number(days) })}
        />
      );
    case 'retention':
      return (
        <NumberInput
          label="Days after exposure from which it counts"
          min={0}
          value={value.retentionDays ?? ''}
          error={errorOf('retentionDays')}
          onChange={(days) => onChange({ ...value, retentionDays: days === '' ? null : Number(days) })}
        />
      );
    case 'threshold':
      return <ThresholdFields value={value} onChange={onChange} errorOf={errorOf} />;
    default:
      return null;
  }
}

function ThresholdFields({ value, onChange, errorOf }: AggregationProps) {
  const { threshold } = value;
  if (!threshold) return null;
  const set = (change: Partial<typeof threshold>) => onChange({ ...value, threshold: { ...threshold, ...change } });
  return (
    <FieldRow>
      <Select
        label="The"
        data={[
          { value: 'count', label: 'number of facts' },
          { value: 'sum', label: 'sum of values' },
        ]}
        value={threshold.of}
        allowDeselect={false}
        onChange={(of) => set({ of: of === 'sum' ? 'sum' : 'count' })}
      />
      <Select
        label="is"
        data={[
          { value: 'gte', label: 'at least' },
          { value: 'gt', label: 'above' },
        ]}
        value={threshold.comparison}
        allowDeselect={false}
        onChange={(comparison) => set({ comparison: comparison === 'gt' ? 'gt' : 'gte' })}
      />
      <NumberInput
        label="Threshold"
        value={threshold.value}
        error={errorOf('threshold.value')}
        onChange={(number) => set({ value: Number(number) })}
      />
      <NumberInput
        label="Within days (empty: any time)"
        min={0}
        value={threshold.within?.value ?? ''}
        error={errorOf('threshold.within.value')}
        onChange={(days) => set({ within: days === '' ? null : { value: Number(days), unit: 'days' } })}
      />
    </FieldRow>
  );
}
