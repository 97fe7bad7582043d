import type { ExperimentView } from '@assay/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, useDraft } from '../../components/index.js';
import {
  BasicFields,
  experimentRules,
  inputFrom,
  MetricFields,
  PlanFields,
  VariationFields,
} from '../../features/experiments/index.js';
import { GuardForm } from '../../features/guard/index.js';
import { RemoveButton } from '../RemoveButton.js';
import { Decided } from './Decided.js';
import { useExperiment } from './ExperimentPage.js';

/** The whole design on one page; saving makes a new version. */
export function SetUpTab() {
  const experiment = useExperiment();
  return (
    <>
      <Edit key={experiment.version} experiment={experiment} />
      {isGuardable(experiment) && <GuardForm experimentId={experiment.id} />}
    </>
  );
}

/** There is something to watch, and somebody still looks. */
const isGuardable = ({ status, design }: ExperimentView): boolean =>
  status !== 'concluded' && design.metrics.some(({ role }) => role === 'guardrail');

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
        aside={
          experiment.status === 'draft' && (
            <RemoveButton
              name={experiment.name}
              about="The draft and its set-up are deleted. Nothing in the warehouse changes."
              to="/experiments"
              remove={async () => {
                await api.experiments.remove(experiment.id, experiment.version);
                await client.invalidateQueries({ queryKey: prefixOf(routes.experiments) });
              }}
            />
          )
        }
      >
        <BasicFields draft={draft} />
        <VariationFields draft={draft} />
        <MetricFields draft={draft} />
        <PlanFields draft={draft} />
      </Form>
    </>
  );
}
