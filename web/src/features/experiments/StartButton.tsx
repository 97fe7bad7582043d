import type { ExperimentView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Confirm } from '../../components/index.js';
import { formatInstant } from '../../format/index.js';
import { useStart } from './useActions.js';

/** Draft → running: the plan is fixed, the first refresh begins. */
export function StartButton({ experiment }: { experiment: ExperimentView }) {
  const [isOpen, modal] = useDisclosure(false);
  const start = useStart(experiment);
  return (
    <>
      <Button onClick={modal.open}>Start</Button>
      <Confirm
        isOpen={isOpen}
        title={`Start “${experiment.name}”`}
        action="Start"
        isBusy={start.isPending}
        error={start.error}
        onClose={modal.close}
        onConfirm={() => start.mutate(undefined, { onSuccess: modal.close })}
      >
        Assignments from {formatInstant(experiment.design.assignmentFrom)} count. The analysis plan is the one that
        results will be marked against, and a first refresh asks the warehouse.
      </Confirm>
    </>
  );
}
