import type { Funnel, FunnelStep } from '@assay/definitions';
import { Button, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { FieldRow } from '../../components/index.js';
import type { AggregationProps } from './aggregationProps.js';
import { newStep } from './draft.js';
import { FilterFields } from './FilterFields.js';

import { groupsOf, type FactChoice } from './useFacts.js';

interface Props extends AggregationProps<Funnel> {
  readonly facts: readonly FactChoice[];
}

/** Steps in their order, and how long a subject has for them. */
export function FunnelFields({ value, onChange, errorOf, facts }: Props) {
  const { steps } = value;
  const setAll = (changed: FunnelStep[]) => onChange({ ...value, steps: changed });
  const move = (at: number) =>
    setAll(steps.map((step, i) => (i === at - 1 ? steps[at]! : i === at ? steps[at - 1]! : step)));
  return (
    <>
      {steps.map((step, at) => (
        <fieldset className="step-fields" key={at}>
          <legend>Step {at + 1}</legend>
          <StepFields
            value={step}
            onChange={(changed) => setAll(steps.map((other, i) => (i === at ? changed : other)))}
            errorOf={(field) => errorOf(`steps.${at}.${field}`)}
            facts={facts}
          />
          <Button.Group>
            <Button variant="default" size="xs" disabled={at === 0} onClick={() => move(at)}>
              Move step {at + 1} up
            </Button>
            <Button
              variant="default"
              size="xs"
              disabled={steps.length <= 2}
              onClick={() => setAll(steps.filter((_, i) => i !== at))}
            >
              Remove step {at + 1}
            </Button>
          </Button.Group>
        </fieldset>
      ))}
      {errorOf('steps') && <p className="sql-error">{errorOf('steps')}</p>}
      <div>
        <Button variant="default" size="xs" disabled={steps.length >= 10} onClick={() => setAll([...steps, newStep()])}>
          Add a step
        </Button>
      </div>
      <WithinFields value={value} onChange={onChange} errorOf={errorOf} />
    </>
  );
}

function StepFields({ value, onChange, errorOf, facts }: AggregationProps<FunnelStep> & Pick<Props, 'facts'>) {
  const fact = facts.find((candidate) => candidate.id === value.factId);
  const choose = (factId: string | null) => {
    const chosen = facts.find((candidate) => candidate.id === factId);
    const isNamedByUs = value.name === '' || value.name === fact?.name;
    onChange({ factId: factId ?? '', filters: [], name: isNamedByUs ? (chosen?.name ?? '') : value.name });
  };
  return (
    <>
      <FieldRow>
        <Select
          label="Fact"
          searchable
          required
          data={groupsOf(facts)}
          value={value.factId || null}
          error={errorOf('factId')}
          onChange={choose}
        />
        <TextInput
          label="Called"
          value={value.name}
          error={errorOf('name')}
          onChange={(event) => onChange({ ...value, name: event.currentTarget.value })}
        />
      </FieldRow>
      <FilterFields value={value} onChange={onChange} errorOf={errorOf} properties={fact?.properties ?? []} />
    </>
  );
}

const units = ['minutes', 'hours', 'days', 'weeks'] as const;
type Within = NonNullable<Funnel['within']>;

function WithinFields({ value, onChange, errorOf }: AggregationProps<Funnel>) {
  const { within } = value;
  const set = (changed: Within | null) =>
    onChange({ ...value, within: changed, aging: changed?.of === 'exposure' && value.aging });
  return (
    <>
      <Switch
        label="All steps within a time"
        checked={within !== null}
        onChange={(event) => set(event.currentTarget.checked ? { value: 7, unit: 'days', of: 'exposure' } : null)}
      />
      {within && (
        <FieldRow>
          <NumberInput
            label="Time"
            min={0}
            value={within.value}
            error={errorOf('within.value')}
            onChange={(time) => set({ ...within, value: Number(time) })}
          />
          <Select
            label="Unit"
            data={[...units]}
            value={within.unit}
            allowDeselect={false}
            onChange={(unit) => set({ ...within, unit: units.find((one) => one === unit) ?? 'days' })}
          />
          <Select
            label="Counted from"
            data={[
              { value: 'exposure', label: 'exposure' },
              { value: 'first_step', label: 'the first step' },
            ]}
            value={within.of}
            allowDeselect={false}
            onChange={(of) => set({ ...within, of: of === 'first_step' ? 'first_step' : 'exposure' })}
          />
        </FieldRow>
      )}
      {within?.of === 'exposure' && (
        <Switch
          label="Count only subjects whose time has wholly passed"
          checked={value.aging}
          onChange={(event) => onChange({ ...value, aging: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
