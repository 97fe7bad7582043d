import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, prefixOf, routes } from '../../api/index.js';
import { Form, Page, Steps, useDraft } from '../../components/index.js';
import {
  BasicFields,
  experimentRules,
  MetricFields,
  newExperiment,
  PlanFields,
  VariationFields,
} from '../../features/experiments/index.js';

const steps = [
  {
    title: 'What and who',
    fields: [
      'name',
      'hypothesis',
      'tags',
      'owner',
      'teamId',
      'metadata',
      'design.experimentKey',
      'design.assignmentSourceId',
      'design.assignmentFrom',
      'design.assignmentUntil',
      'design.eventsUntil',
    ],
  },
  { title: 'Variations', fields: ['design.variations'] },
  { title: 'Metrics and plan', fields: ['design.metrics', 'design.lookbackDays', 'plan', 'schedule'] },
] as const;

const shownFields = steps.flatMap((step) => [...step.fields]);

/** Three steps to a draft. A step lets go when its own fields are right. */
export function NewExperimentPage() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [at, setAt] = useState(0);
  const draft = useDraft({
    initial: newExperiment(new Date().toISOString().slice(0, 10)),
    rules: experimentRules,
    save: async (input) => {
      const made = await api.experiments.create(input);
      await client.invalidateQueries({ queryKey: prefixOf(routes.experiments) });
      await navigate(`/experiments/${made.id}/set-up`);
    },
  });
  const isLast = at === steps.length - 1;
  const [tried, setTried] = useState(-1);
  const hasErrors = tried >= at && (steps[at]?.fields.some((field) => draft.hasErrorIn(field)) ?? false);
  const advance = () => {
    setTried(at);
    if (isLast) draft.submit();
    else if (draft.check() || !stepIsWrong(draft.values, at)) setAt(at + 1);
  };
  return (
    <Page title="New experiment" back={{ to: '/experiments', label: 'Experiments' }}>
      <Steps titles={steps.map((step) => step.title)} at={at} onGo={setAt} />
      <Form
        onSubmit={advance}
        action={isLast ? 'Save the draft' : 'Next'}
        isSaving={draft.isSaving}
        failure={draft.failure}
        errors={isLast && tried === at ? draft.otherErrors([]) : hasErrors ? ['Mend the fields above first.'] : []}
        aside={
          at > 0 && (
            <Button variant="default" onClick={() => setAt(at - 1)}>
              Back
            </Button>
          )
        }
      >
        {at === 0 && <BasicFields draft={draft} />}
        {at === 1 && <VariationFields draft={draft} />}
        {isLast && (
          <>
            <MetricFields draft={draft} />
            <PlanFields draft={draft} />
          </>
        )}
      </Form>
    </Page>
  );
}

/** Whether the rules object to a field of this step, whatever they say of later ones. */
function stepIsWrong(values: ReturnType<typeof newExperiment>, at: number): boolean {
  const result = experimentRules.safeParse(values);
  if (result.success) return false;
  const fields: readonly string[] = steps[at]?.fields ?? [];
  return result.error.issues.some(({ path }) => {
    const text = path.map(String).join('.');
    const isElsewhere = !shownFields.some((field) => text === field || text.startsWith(`${field}.`));
    return isElsewhere || fields.some((field) => text === field || text.startsWith(`${field}.`));
  });
}
