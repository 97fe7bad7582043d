import type { RefreshSchedule } from '@assay/api-contract';
import { NumberInput, Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

type Kind = NonNullable<RefreshSchedule>['kind'] | 'by_hand';

const timed = [
  { value: 'daily', label: 'Every day' },
  { value: 'weekly', label: 'Every week' },
  { value: 'every', label: 'Every so many minutes' },
];
const shared = [
  { value: 'workspace', label: 'As the workspace' },
  { value: 'upstream', label: 'When upstream is ready' },
];
const byHand = { value: 'by_hand', label: 'By hand' };

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'].map((label, at) => ({
  value: String(at + 1),
  label,
}));

const zones = Intl.supportedValuesOf('timeZone');

/** A schedule of another kind, with the times of the one before where it has them. */
const ofKind = (kind: Kind, before: RefreshSchedule): RefreshSchedule => {
  const at = before && 'at' in before ? before.at : '06:00';
  const timeZone = before && 'timeZone' in before ? before.timeZone : 'UTC';
  switch (kind) {
    case 'daily':
      return { kind, at, timeZone };
    case 'weekly':
      return { kind, weekday: 1, at, timeZone };
    case 'every':
      return { kind, minutes: 60 };
    case 'workspace':
    case 'upstream':
      return { kind };
    case 'by_hand':
      return null;
    default:
      return kind satisfies never;
  }
};

interface ScheduleFieldsProps {
  readonly value: RefreshSchedule;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (schedule: RefreshSchedule) => void;
  /** Of the workspace itself: times only. */
  readonly isOfWorkspace?: boolean;
}

/** When an analysis is refreshed by itself. */
export function ScheduleFields({ value, errorOf, onChange, isOfWorkspace = false }: ScheduleFieldsProps) {
  return (
    <FieldRow>
      <Select
        label="Refreshed"
        data={[...(isOfWorkspace ? [] : shared), ...timed, byHand]}
        value={value?.kind ?? 'by_hand'}
        allowDeselect={false}
        error={errorOf('schedule')}
        onChange={(kind) => onChange(ofKind((kind ?? 'by_hand') as Kind, value))}
      />
      {value?.kind === 'weekly' && (
        <Select
          label="On"
          data={weekdays}
          value={String(value.weekday)}
          allowDeselect={false}
          onChange={(weekday) => onChange({ ...value, weekday: Number(weekday) })}
        />
      )}
      {(value?.kind === 'daily' || value?.kind === 'weekly') && (
        <>
          <TextInput
            type="time"
            label="At"
            value={value.at}
            error={errorOf('schedule.at')}
            onChange={(event) => onChange({ ...value, at: event.currentTarget.value })}
          />
          <Select
            label="Time zone"
            searchable
            data={zones.includes(value.timeZone) ? zones : [value.timeZone, ...zones]}
            value={value.timeZone}
            allowDeselect={false}
            error={errorOf('schedule.timeZone')}
            onChange={(timeZone) => onChange({ ...value, timeZone: timeZone ?? 'UTC' })}
          />
        </>
      )}
      {value?.kind === 'every' && (
        <NumberInput
          label="Minutes"
          min={1}
          max={10_080}
          allowDecimal={false}
          value={value.minutes}
          error={errorOf('schedule.minutes')}
          onChange={(minutes) => onChange({ ...value, minutes: Number(minutes) })}
        />
      )}
    </FieldRow>
  );
}
