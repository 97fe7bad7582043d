import type { AllocationInput } from '@assay/api-contract';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { FieldRow } from '../../../components/index.js';
import { nextPhase } from './schedule.js';
import { fromField, toField } from '../waterfall/words.js';

type Phase = AllocationInput['phases'][number];

interface PhaseFieldsProps {
  readonly allocation: AllocationInput;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** A progressive roll-out: at which instants how many are let in. */
export function PhaseFields({ allocation, onChange, errorOf }: PhaseFieldsProps) {
  const { phases } = allocation;
  const set = (next: Phase[]) => onChange({ ...allocation, phases: next });
  const patch = (at: number, change: Partial<Phase>) =>
    set(phases.map((phase, other) => (other === at ? { ...phase, ...change } : phase)));
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {phases.map((phase, at) => (
        <div role="group" aria-label={`Phase ${at + 1}`} key={at}>
          <FieldRow>
            <TextInput
              type="datetime-local"
              label="Then from (UTC)"
              value={toField(phase.at)}
              error={errorOf(`phases.${at}.at`)}
              onChange={(event) => patch(at, { at: fromField(event.currentTarget.value) ?? phase.at })}
            />
            <NumberInput
              label="Let in"
              suffix="%"
              min={0}
              max={100}
              decimalScale={2}
              value={Math.round(phase.trafficExposure * 1e4) / 100}
              error={errorOf(`phases.${at}.trafficExposure`)}
              onChange={(share) => patch(at, { trafficExposure: Math.round(Number(share) * 100) / 1e4 })}
            />
            <Button
              variant="subtle"
              color="gray"
              style={{ alignSelf: 'end' }}
              onClick={() => set(phases.filter((_, other) => other !== at))}
            >
              Remove<span className="visually-hidden"> phase {at + 1}</span>
            </Button>
          </FieldRow>
        </div>
      ))}
      <div>
        <Button size="xs" variant="default" onClick={() => set([...phases, nextPhase(allocation, new Date())])}>
          {phases.length === 0 ? 'Roll out step by step' : 'Another phase'}
        </Button>
      </div>
    </div>
  );
}
