import { NumberInput } from '@mantine/core';
import { FieldGroup, FieldRow } from '../../components/index.js';
import type { ExperimentDraft } from './draft.js';

const fields = [
  {
    name: 'burnInMinutes',
    label: 'Burn-in, minutes',
    about: 'Left out at the begin of each slot: what was before still works',
  },
  {
    name: 'burnOutMinutes',
    label: 'Burn-out, minutes',
    about: 'Left out at the end: what begins there ends in the next slot',
  },
] as const;

/** What of the slots of a schedule is analysed. */
export function SlotFields({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  return (
    <FieldGroup
      title="Which slots are analysed"
      about="The source is a switchback schedule: units are switched back and forth, slots that have ended are compared. Facts count in the slot of their unit that they fall into; CUPED is not used."
    >
      <FieldRow>
        {fields.map(({ name, label, about }) => (
          <NumberInput
            key={name}
            label={label}
            description={about}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            min={0}
            max={10_080}
            value={design[name]}
            error={errorOf(`design.${name}`)}
            onChange={(minutes) => patch({ design: { ...design, [name]: Number(minutes) } })}
          />
        ))}
      </FieldRow>
    </FieldGroup>
  );
}
