import type { AllocationInput, FlagVariation } from '@assay/api-contract';
import { Button, NumberInput } from '@mantine/core';
import { shareText, slicesOf } from './words.js';

interface SplitFieldsProps {
  readonly allocation: AllocationInput;
  readonly variations: readonly FlagVariation[];
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** A weight for each variation, in any unit; without one a variation is not served. */
export function SplitFields({ allocation, variations, onChange, errorOf }: SplitFieldsProps) {
  const { slices } = slicesOf(allocation);
  const weightOf = (key: string): number => allocation.splits.find((split) => split.variationKey === key)?.weight ?? 0;
  const set = (key: string, weight: number) =>
    onChange({
      ...allocation,
      splits: variations
        .map((variation) => ({
          variationKey: variation.key,
          weight: variation.key === key ? weight : weightOf(variation.key),
        }))
        .filter((split) => split.weight > 0),
    });
  const even = () =>
    onChange({ ...allocation, splits: variations.map(({ key }) => ({ variationKey: key, weight: 1 })) });
  return (
    <div role="group" aria-label="Weights">
      <div className="field-line">
        {variations.map(({ key }) => (
          <NumberInput
            key={key}
            label={`${key} · ${shareText(slices.find((slice) => slice.key === key)?.weight ?? 0)}`}
            w={150}
            min={0}
            value={weightOf(key)}
            onChange={(weight) => set(key, Number(weight))}
          />
        ))}
        <Button variant="default" onClick={even}>
          Share evenly
        </Button>
      </div>
      {errorOf('splits') && <p className="sql-error">{errorOf('splits')}</p>}
    </div>
  );
}
