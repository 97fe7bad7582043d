import type { AllocationInput } from '@assay/api-contract';
import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FieldRow } from '../../../components/index.js';

interface SwitchbackFieldsProps {
  readonly allocation: AllocationInput;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

const measures = [
  { value: '1', label: 'minutes' },
  { value: '60', label: 'hours' },
  { value: '1440', label: 'days' },
];

const measureOf = (minutes: number): number => (minutes % 1440 === 0 ? 1440 : minutes % 60 === 0 ? 60 : 1);

/** Whether units instead of subjects get variations, and which units for how long. */
export function SwitchbackFields({ allocation, onChange, errorOf }: SwitchbackFieldsProps) {
  const { switchback } = allocation;
  const set = (next: AllocationInput['switchback']) => onChange({ ...allocation, switchback: next, phases: [] });
  const [measure, setMeasure] = useState(measureOf(switchback?.slotMinutes ?? 60));
  const unitError = switchback?.units.map((_, at) => errorOf(`switchback.units.${at}`)).find(Boolean);
  return (
    <div role="group" aria-label="Switchback" style={{ display: 'grid', gap: 8 }}>
      <Switch
        label="Switch back and forth over time"
        description="For markets in which subjects influence each other: a whole unit, such as a city, has one variation at a time"
        checked={switchback !== null}
        error={errorOf('switchback')}
        onChange={(event) =>
          set(
            event.currentTarget.checked
              ? { attribute: '', units: [], slotMinutes: measure === 1 ? 60 : measure }
              : null,
          )
        }
      />
      {switchback && (
        <>
          <FieldRow>
            <TextInput
              label="Attribute that names the unit"
              value={switchback.attribute}
              error={errorOf('switchback.attribute')}
              onChange={(event) => set({ ...switchback, attribute: event.currentTarget.value })}
            />
            <NumberInput
              label="Each slot lasts"
              min={1}
              allowDecimal={false}
              value={switchback.slotMinutes / measure}
              error={errorOf('switchback.slotMinutes')}
              onChange={(count) =>
                set({ ...switchback, slotMinutes: Math.max(1, Math.round(Number(count))) * measure })
              }
            />
            <Select
              label="Measured in"
              data={measures}
              value={String(measure)}
              allowDeselect={false}
              onChange={(value) => {
                const next = Number(value);
                setMeasure(next);
                set({ ...switchback, slotMinutes: Math.max(1, Math.round(switchback.slotMinutes / measure)) * next });
              }}
            />
          </FieldRow>
          <Textarea
            label="Units"
            description="One per line, as the attribute says them"
            autosize
            minRows={3}
            maxRows={12}
            defaultValue={switchback.units.join('\n')}
            error={errorOf('switchback.units') ?? unitError}
            onChange={(event) => set({ ...switchback, units: linesOf(event.currentTarget.value) })}
          />
        </>
      )}
    </div>
  );
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
