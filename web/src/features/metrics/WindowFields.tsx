import type { TimeWindow } from '@assay/definitions';
import { NumberInput, Select, Switch } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';

const units = [
  { value: 'minutes', label: 'minutes' },
  { value: 'hours', label: 'hours' },
  { value: 'days', label: 'days (24 h)' },
  { value: 'calendar_days', label: 'calendar days (UTC)' },
  { value: 'weeks', label: 'weeks' },
];

const bound = (text: string | number): number | null => (text === '' ? null : Number(text));

/** What a window stands in; without `aging` every subject counts, whether its window has passed or not. */
interface Windowed {
  readonly window: TimeWindow | null;
  readonly aging?: boolean;
}

/** Which facts count, by their time after the subject's exposure. */
export function WindowFields<T extends Windowed>({ value, onChange, errorOf }: AggregationProps<T>) {
  const { window } = value;
  const set = (change: Partial<TimeWindow>) =>
    onChange({ ...value, window: { start: null, end: null, unit: 'days', ...window, ...change } });
  return (
    <>
      <Switch
        label="Only facts in a window after exposure"
        checked={window !== null}
        onChange={(event) =>
          onChange({
            ...value,
            window: event.currentTarget.checked ? { start: null, end: 7, unit: 'days' } : null,
            ...(value.aging === undefined ? {} : { aging: false }),
          })
        }
      />
      {window && (
        <FieldRow>
          <NumberInput
            label="From (empty: exposure)"
            min={0}
            value={window.start ?? ''}
            error={errorOf('window.start') ?? errorOf('window')}
            onChange={(start) => set({ start: bound(start) })}
          />
          <NumberInput
            label="Until (empty: no end)"
            min={0}
            value={window.end ?? ''}
            error={errorOf('window.end')}
            onChange={(end) => set({ end: bound(end) })}
          />
          <Select
            label="Unit"
            data={units}
            value={window.unit}
            allowDeselect={false}
            onChange={(unit) => unit && set({ unit: unit as TimeWindow['unit'] })}
          />
        </FieldRow>
      )}
      {window?.end != null && value.aging !== undefined && (
        <Switch
          label="Count only subjects whose window has wholly passed"
          checked={value.aging}
          onChange={(event) => onChange({ ...value, aging: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
