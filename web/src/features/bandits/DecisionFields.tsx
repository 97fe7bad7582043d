import type { BanditInput } from '@assay/api-contract';
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow, type Draft } from '../../components/index.js';

interface FieldsProps {
  readonly draft: Draft<BanditInput>;
  readonly isNew: boolean;
}

/** What the bandit is called, and where an application meets it. */
export function DecisionFields({ draft: { values, patch, errorOf }, isNew }: FieldsProps) {
  const flags = useQuery(api.flags.list());
  const texts = (flags.data ?? []).filter(({ type, archivedAt }) => type === 'STRING' && archivedAt === null);
  const flag = texts.find(({ key }) => key === values.flag);
  return (
    <FieldGroup
      title="Decision"
      about="Subjects who get the variation are given one of the actions that the application offers, the better ones more often."
    >
      <FieldRow>
        <TextInput
          label="Name"
          required
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <TextInput
          label="Key"
          description="Stands in every logged action and never changes"
          required
          disabled={!isNew}
          value={values.key}
          error={errorOf('key')}
          onChange={(event) => patch({ key: event.currentTarget.value })}
        />
      </FieldRow>
      <Textarea
        label="Description"
        autosize
        value={values.description}
        error={errorOf('description')}
        onChange={(event) => patch({ description: event.currentTarget.value })}
      />
      <FieldRow>
        <Select
          label="Flag"
          description="A STRING flag"
          required
          searchable
          data={texts.map(({ key, name }) => ({ value: key, label: name }))}
          value={values.flag || null}
          error={errorOf('flag')}
          onChange={(key) => patch({ flag: key ?? '', variation: '' })}
        />
        <Select
          label="Variation"
          description="The one that means: the bandit decides"
          required
          data={(flag?.variations ?? []).map(({ key, name }) => ({ value: key, label: name || key }))}
          value={values.variation || null}
          error={errorOf('variation')}
          onChange={(key) => patch({ variation: key ?? '' })}
        />
      </FieldRow>
    </FieldGroup>
  );
}

/** What counts as good, and whose subjects are not learned from. */
export function RewardFields({ draft: { values, patch, errorOf } }: Pick<FieldsProps, 'draft'>) {
  const metrics = useQuery(api.metrics.list());
  const sources = useQuery(api.assignmentSources.list());
  const simple = (metrics.data ?? []).filter(({ metric }) => metric.kind === 'simple');
  return (
    <FieldGroup
      title="Reward"
      about="The value of the metric in the days after an action was chosen. Of a metric that should decrease, less is better. Caps of the metric do not apply."
    >
      <FieldRow>
        <Select
          label="Metric"
          required
          searchable
          data={simple.map(({ id, metric }) => ({ value: id, label: metric.name }))}
          value={values.reward.metricId || null}
          error={errorOf('reward.metricId')}
          onChange={(metricId) => patch({ reward: { ...values.reward, metricId: metricId ?? '' } })}
        />
        <NumberInput
          label="Window, in days"
          description="Decisions are learned from when it has passed"
          required
          min={0}
          value={values.reward.windowDays}
          error={errorOf('reward.windowDays')}
          onChange={(windowDays) => patch({ reward: { ...values.reward, windowDays: Number(windowDays) } })}
        />
      </FieldRow>
      <Select
        label="Assignment source"
        description="Subjects in an experiment on the bandit are found there and not learned from"
        clearable
        data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        value={values.assignmentSourceId}
        error={errorOf('assignmentSourceId')}
        onChange={(assignmentSourceId) => patch({ assignmentSourceId })}
      />
    </FieldGroup>
  );
}

const numbers = [
  ['gamma', 'Preference for better actions', 'Gamma: 0 takes all alike, more explores less'],
  ['actionProbabilityFloor', 'Least probability', 'Of any action, divided by their number; 0 to 1'],
  ['defaultActionScore', 'Score of an unknown action', 'What one that was not learned yet is taken to bring'],
  ['ridge', 'Caution', 'Subjects’ worth of evidence that stands against each effect'],
  ['trainingDays', 'Days looked back', 'Decisions of so many days are learned from'],
] as const;

/** How boldly it explores, and how often it learns. */
export function TuningFields({ draft: { values, patch, errorOf } }: Pick<FieldsProps, 'draft'>) {
  return (
    <FieldGroup
      title="Exploring and learning"
      about="The first three are in each model; changing them makes a new one at once. The rest counts from the next training on."
    >
      {numbers.map(([name, label, description]) => (
        <NumberInput
          key={name}
          label={label}
          description={description}
          required
          value={values[name]}
          error={errorOf(name)}
          onChange={(value) => patch({ [name]: Number(value) })}
        />
      ))}
      <NumberInput
        label="Hours between trainings"
        description="Empty: only when somebody asks"
        value={values.trainEveryHours ?? ''}
        error={errorOf('trainEveryHours')}
        onChange={(value) => patch({ trainEveryHours: value === '' ? null : Number(value) })}
      />
    </FieldGroup>
  );
}
