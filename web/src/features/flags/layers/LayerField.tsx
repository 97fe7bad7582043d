import type { AllocationInput } from '@assay/api-contract';
import { NumberInput, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { FieldRow } from '../../../components/index.js';
import { offeredPart } from './parts.js';

interface LayerFieldProps {
  readonly allocation: AllocationInput;
  /** Key of the environment, where other parts are taken. */
  readonly environment: string;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

const none = '';
const percent = (shard: number): number => shard / 100;

/** The part of a layer that the allocation takes; hidden where there is no layer. */
export function LayerField({ allocation, environment, onChange, errorOf }: LayerFieldProps) {
  const query = useQuery(api.flags.layers());
  const { layer } = allocation;
  const known = query.data ?? [];
  if (known.length === 0 && layer === null) return null;
  const set = (next: AllocationInput['layer']) => onChange({ ...allocation, layer: next });
  const choose = (key: string | null) => {
    const chosen = known.find((one) => one.key === key);
    set(chosen ? offeredPart(chosen, environment) : null);
  };
  const error = errorOf('layer') ?? errorOf('layer.key');
  return (
    <FieldRow>
      <Select
        label="Layer"
        data={[{ value: none, label: 'None' }, ...known.map(({ key, name }) => ({ value: key, label: name }))]}
        value={layer?.key ?? none}
        allowDeselect={false}
        error={error}
        onChange={choose}
      />
      {layer && (
        <>
          <Share
            label="Takes from"
            value={layer.start}
            error={errorOf('layer.start')}
            onChange={(start) => set({ ...layer, start })}
          />
          <Share
            label="Takes up to"
            value={layer.end}
            error={errorOf('layer.end')}
            onChange={(end) => set({ ...layer, end })}
          />
        </>
      )}
    </FieldRow>
  );
}

interface ShareProps {
  readonly label: string;
  readonly value: number;
  readonly error: string | undefined;
  readonly onChange: (shard: number) => void;
}

const Share = ({ label, value, error, onChange }: ShareProps) => (
  <NumberInput
    label={label}
    suffix="%"
    min={0}
    max={100}
    decimalScale={2}
    value={percent(value)}
    error={error}
    onChange={(share) => onChange(Math.round(Number(share) * 100))}
  />
);
