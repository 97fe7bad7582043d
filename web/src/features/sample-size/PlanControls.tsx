import type { PowerQuery } from '@assay/api-contract';
import { NumberInput, Select, Switch } from '@mantine/core';
import { FieldRow } from '../../components/index.js';

interface PlanControlsProps {
  readonly plan: PowerQuery;
  readonly usesCuped: boolean;
  readonly onChange: (change: Partial<PowerQuery>) => void;
  readonly onCuped: (usesCuped: boolean) => void;
}

/** The experiment that is planned. Nothing here asks the warehouse. */
export function PlanControls({ plan, usesCuped, onChange, onCuped }: PlanControlsProps) {
  const share = (value: string | number, least: number): number => Math.min(1, Math.max(least, Number(value) / 100));
  return (
    <>
      <FieldRow>
        <NumberInput
          label="Variations"
          min={2}
          max={20}
          clampBehavior="strict"
          value={plan.variations}
          onChange={(variations) => onChange({ variations: Math.max(2, Number(variations)) })}
        />
        <NumberInput
          label="Subjects let in"
          suffix="%"
          min={0.1}
          max={100}
          value={plan.exposure * 100}
          onChange={(exposure) => onChange({ exposure: share(exposure, 0.001) })}
        />
        <Select
          label="Method"
          data={[
            { value: 'sequential', label: 'Sequential (any look)' },
            { value: 'fixed', label: 'Fixed (one look)' },
          ]}
          value={plan.method}
          allowDeselect={false}
          onChange={(method) => onChange({ method: method === 'fixed' ? 'fixed' : 'sequential' })}
        />
      </FieldRow>
      <FieldRow>
        <NumberInput
          label="Level"
          suffix="%"
          min={50}
          max={99.99}
          value={plan.level * 100}
          onChange={(level) => onChange({ level: Math.min(0.9999, share(level, 0.5)) })}
        />
        <NumberInput
          label="Power"
          suffix="%"
          min={50}
          max={99.9}
          value={plan.power * 100}
          onChange={(power) => onChange({ power: Math.min(0.999, share(power, 0.5)) })}
        />
        <Select
          label="Correction for several metrics"
          data={[
            { value: 'none', label: 'None' },
            { value: 'preferential_bonferroni', label: 'Bonferroni, primary preferred' },
          ]}
          value={plan.correction}
          allowDeselect={false}
          onChange={(correction) =>
            onChange({ correction: correction === 'none' ? 'none' : 'preferential_bonferroni' })
          }
        />
      </FieldRow>
      <Switch label="With CUPED" checked={usesCuped} onChange={(event) => onCuped(event.currentTarget.checked)} />
    </>
  );
}
