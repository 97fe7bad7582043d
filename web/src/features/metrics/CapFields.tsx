import type { Cap } from '@assay/definitions';
import { NumberInput, Select, Switch } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';

const kinds = [
  { value: 'none', label: 'No cap' },
  { value: 'percentile', label: 'Percentile of subjects' },
  { value: 'fixed', label: 'Fixed value' },
];

/** Winsorization: values beyond a cap count as the cap, so that single subjects do not decide. */
export function CapFields({ value, onChange, errorOf }: AggregationProps) {
  const caps = value.winsorization ?? { lower: null, upper: null };
  const set = (side: 'lower' | 'upper', cap: Cap | null) => {
    const next = { ...caps, [side]: cap };
    onChange({ ...value, winsorization: next.lower === null && next.upper === null ? null : next });
  };
  const upperError = errorOf('winsorization.upper') ?? errorOf('winsorization');
  return (
    <>
      <OneCap
        label="Cap above"
        start={0.999}
        cap={caps.upper}
        error={upperError}
        onChange={(cap) => set('upper', cap)}
      />
      <OneCap
        label="Cap below"
        start={0.001}
        cap={caps.lower}
        error={errorOf('winsorization.lower')}
        onChange={(cap) => set('lower', cap)}
      />
    </>
  );
}

interface OneCapProps {
  readonly label: string;
  /** Percentile that is offered first. */
  readonly start: number;
  readonly cap: Cap | null;
  readonly error: string | undefined;
  readonly onChange: (cap: Cap | null) => void;
}

function OneCap({ label, start, cap, error, onChange }: OneCapProps) {
  return (
    <FieldRow>
      <Select
        label={label}
        data={kinds}
        value={cap?.kind ?? 'none'}
        allowDeselect={false}
        error={error}
        onChange={(kind) =>
          onChange(
            kind === 'percentile'
              ? { kind, percentile: start, excludeZeros: false }
              : kind === 'fixed'
                ? { kind, value: 0 }
                : null,
          )
        }
      />
      {cap?.kind === 'percentile' && (
        <>
          <NumberInput
            label="Percentile"
            min={0}
            max={100}
            decimalScale={3}
            value={Math.round(cap.percentile * 1e5) / 1e3}
            onChange={(percentile) => onChange({ ...cap, percentile: Math.round(Number(percentile) * 1e3) / 1e5 })}
          />
          <Switch
            label="Zeros left out"
            mt={30}
            checked={cap.excludeZeros}
            onChange={(event) => onChange({ ...cap, excludeZeros: event.currentTarget.checked })}
          />
        </>
      )}
      {cap?.kind === 'fixed' && (
        <NumberInput label="Value" value={cap.value} onChange={(fixed) => onChange({ ...cap, value: Number(fixed) })} />
      )}
    </FieldRow>
  );
}
