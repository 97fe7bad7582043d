import type { ExperimentView } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm, Form, useDraft } from '../../components/index.js';
import {
  BasicFields,
  experimentRules,
  inputFrom,
  MetricFields,
  PlanFields,
  useRemove,
  VariationFields,
} from '../../features/experiments/index.js';
import { Decided } from './Decided.js';
import { useExperiment } from './ExperimentPage.js';

/** The whole design on one page; saving makes a new version. */
export function SetUpTab() {
  const experiment = useExperiment();
  return <Edit key={experiment.version} experiment={experiment} />;
}

function Edit({ experiment }: { experiment: ExperimentView }) {
  const client = useQueryClient();
  const draft = useDraft({
    initial: inputFrom(experiment),
    rules: experimentRules,
    save: async (input) => {
      await api.experiments.replace(experiment.id, experiment.version, input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.experiments) });
    },
  });
  return (
    <>
      {experiment.decision && <Decided experiment={experiment} />}
      <Form
        onSubmit={draft.submit}
        action="Save"
        isSaving={draft.isSaving}
        isDisabled={!draft.isDirty}
        failure={draft.failure}
        errors={draft.otherErrors([])}
        aside={experiment.status === 'draft' && <Remove experiment={experiment} />}
      >
        <BasicFields draft={draft} />
        <VariationFields draft={draft} />
        <MetricFields draft={draft} />
        <PlanFields draft={draft} />
      </Form>
    </>
  );
}

function Remove({ experiment }: { experiment: ExperimentView }) {
  const [isOpen, modal] = useDisclosure(false);
  const navigate = useNavigate();
  const remove = useRemove(experiment);
  return (
    <>
      <Button variant="subtle" color="red.9" onClick={modal.open}>
        Delete
      </Button>
      <Confirm
        isOpen={isOpen}
        title={`Delete “${experiment.name}”`}
        action="Delete"
        isDangerous
        isBusy={remove.isPending}
        error={remove.error}
        onClose={modal.close}
        onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate('/experiments') })}
      >
        The draft and its set-up are deleted. Nothing in the warehouse changes.
      </Confirm>
    </>
  );
}
