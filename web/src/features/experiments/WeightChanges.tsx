import { Button, NumberInput, TextInput } from '@mantine/core';
import type { ExperimentDesign } from '@assay/definitions';
import { fromField, toField, type ExperimentDraft } from './draft.js';

type Changes = ExperimentDesign['weightChanges'];

/** When subjects began to be assigned by other weights; results are stratified by the periods between. */
export function WeightChanges({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  const { variations, weightChanges } = design;
  const setAll = (changes: Changes) => patch({ design: { ...design, weightChanges: changes } });
  const set = (at: number, change: Partial<Changes[number]>) =>
    setAll(weightChanges.map((one, other) => (other === at ? { ...one, ...change } : one)));
  const last = weightChanges.at(-1)?.weights ?? variations.map(({ weight }) => weight);
  return (
    <>
      {weightChanges.map(({ at: instant, weights }, at) => (
        <div className="field-line" key={at} role="group" aria-label={`Change ${at + 1} of the weights`}>
          <TextInput
            type="datetime-local"
            label="Weights from then on (UTC)"
            w={230}
            value={toField(instant)}
            error={errorOf(`design.weightChanges.${at}.at`)}
            onChange={(event) => set(at, { at: fromField(event.currentTarget.value) ?? '' })}
          />
          {variations.map(({ name, key }, position) => (
            <NumberInput
              key={position}
              label={name || key || `Variation ${position + 1}`}
              w={130}
              min={0}
              value={weights[position] ?? ''}
              error={errorOf(`design.weightChanges.${at}.weights.${position}`)}
              onChange={(weight) =>
                set(at, {
                  weights: variations.map((_, other) => (other === position ? Number(weight) : (weights[other] ?? 1))),
                })
              }
            />
          ))}
          <Button
            variant="subtle"
            color="gray"
            aria-label={`Remove change ${at + 1} of the weights`}
            onClick={() => setAll(weightChanges.filter((_, other) => other !== at))}
          >
            Remove
          </Button>
        </div>
      ))}
      {errorOf('design.weightChanges') && <p className="sql-error">{errorOf('design.weightChanges')}</p>}
      <div>
        <Button variant="default" size="xs" onClick={() => setAll([...weightChanges, { at: '', weights: [...last] }])}>
          The weights changed later
        </Button>
      </div>
    </>
  );
}
