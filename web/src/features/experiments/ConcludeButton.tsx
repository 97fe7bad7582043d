import type { Decision, ExperimentView } from '@assay/api-contract';
import { Button, Modal, Select, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Failure } from '../../components/index.js';
import { useConclude } from './useActions.js';

const outcomes = [
  { value: 'positive', label: 'Positive: it helped' },
  { value: 'neutral', label: 'Neutral: no difference that matters' },
  { value: 'negative', label: 'Negative: it harmed' },
  { value: 'misconfigured', label: 'Misconfigured: nothing can be said' },
] as const;

/** Running → concluded, with what was decided and why. */
export function ConcludeButton({ experiment }: { experiment: ExperimentView }) {
  const [isOpen, modal] = useDisclosure(false);
  return (
    <>
      <Button onClick={modal.open}>Make decision</Button>
      <Modal opened={isOpen} onClose={modal.close} title="Make the decision" centered>
        <ConcludeForm experiment={experiment} onDone={modal.close} />
      </Modal>
    </>
  );
}

function ConcludeForm({ experiment, onDone }: { experiment: ExperimentView; onDone: () => void }) {
  const conclude = useConclude(experiment);
  const [decision, setDecision] = useState<Decision>({ outcome: 'positive', rolledOut: null, notes: '' });
  return (
    <form
      style={{ display: 'grid', gap: 14 }}
      onSubmit={(event) => {
        event.preventDefault();
        conclude.mutate(decision, { onSuccess: onDone });
      }}
    >
      <Select
        label="Outcome"
        data={outcomes}
        value={decision.outcome}
        allowDeselect={false}
        onChange={(outcome) => outcome && setDecision({ ...decision, outcome: outcome as Decision['outcome'] })}
      />
      <Select
        label="Rolled out"
        description="The variation that everybody gets from now on"
        placeholder="None"
        clearable
        data={experiment.design.variations.map(({ key, name }) => ({ value: key, label: name }))}
        value={decision.rolledOut}
        onChange={(rolledOut) => setDecision({ ...decision, rolledOut })}
      />
      <Textarea
        label="Why"
        description="What the next reader should know"
        autosize
        minRows={3}
        value={decision.notes}
        onChange={(event) => setDecision({ ...decision, notes: event.currentTarget.value })}
      />
      {conclude.error && <Failure error={conclude.error} />}
      <div className="form-foot">
        <Button type="submit" loading={conclude.isPending}>
          Conclude
        </Button>
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
