import { Button, NumberInput, Radio, TextInput } from '@mantine/core';
import { FieldGroup } from '../../components/index.js';
import { formatShare } from '../../format/index.js';
import type { ExperimentDraft } from './draft.js';
import { WeightChanges } from './WeightChanges.js';

/** The variations with the shares they should get; the split check tests the data against these. */
export function VariationFields({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  const total = design.variations.reduce((sum, variation) => sum + (variation.weight || 0), 0);
  /** `weightOf` = which of the weights before each new one is. */
  const setAll = (variations: typeof design.variations, weightOf: (at: number) => number = (at) => at) =>
    patch({
      design: {
        ...design,
        variations,
        weightChanges: design.weightChanges.map(({ at, weights }) => ({
          at,
          weights: variations.map((_, position) => weights[weightOf(position)] ?? 1),
        })),
      },
    });
  const set = (at: number, change: Partial<(typeof design.variations)[number]>) =>
    setAll(design.variations.map((variation, other) => (other === at ? { ...variation, ...change } : variation)));
  return (
    <FieldGroup
      title="Variations"
      about="The key is the value in the assignment source. Weights are in any unit; exactly one variation is control."
    >
      {design.variations.map((variation, at) => (
        <div className="field-line" key={at}>
          <TextInput
            className="grow"
            label="Key"
            value={variation.key}
            error={errorOf(`design.variations.${at}.key`)}
            onChange={(event) => set(at, { key: event.currentTarget.value })}
          />
          <TextInput
            className="grow"
            label="Name"
            value={variation.name}
            error={errorOf(`design.variations.${at}.name`)}
            onChange={(event) => set(at, { name: event.currentTarget.value })}
          />
          <NumberInput
            label={`Weight${total > 0 ? ` · ${formatShare((variation.weight || 0) / total, 1)}` : ''}`}
            w={130}
            min={0}
            value={variation.weight}
            error={errorOf(`design.variations.${at}.weight`)}
            onChange={(weight) => set(at, { weight: Number(weight) })}
          />
          <Radio
            label="Control"
            name="control"
            checked={variation.isControl}
            mt={30}
            onChange={() =>
              setAll(design.variations.map((other, position) => ({ ...other, isControl: position === at })))
            }
          />
          <Button
            variant="subtle"
            color="gray"
            disabled={design.variations.length <= 2}
            aria-label={`Remove variation ${variation.name}`}
            onClick={() =>
              setAll(
                design.variations.filter((_, position) => position !== at),
                (position) => (position < at ? position : position + 1),
              )
            }
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('design.variations') && <p className="sql-error">{errorOf('design.variations')}</p>}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() => setAll([...design.variations, { key: '', name: '', weight: 1, isControl: false }])}
        >
          Add a variation
        </Button>
      </div>
      <WeightChanges draft={draft} />
    </FieldGroup>
  );
}
