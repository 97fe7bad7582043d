import type { AnalysisPlan } from '@assay/definitions';
import { NumberInput, Select, Switch } from '@mantine/core';
import { FieldGroup, FieldRow } from '../../components/index.js';
import { ScheduleFields } from '../schedule/index.js';
import type { ExperimentDraft } from './draft.js';
import { OtherExperiments } from './OtherExperiments.js';

const methods = [
  { value: 'sequential', label: 'Sequential (any look)' },
  { value: 'fixed', label: 'Fixed (one look)' },
  { value: 'bayesian', label: 'Bayesian' },
];

const corrections = [
  { value: 'none', label: 'None' },
  { value: 'preferential_bonferroni', label: 'Bonferroni, primary preferred' },
  { value: 'holm', label: 'Holm: no false claim at all' },
  { value: 'benjamini_hochberg', label: 'Benjamini and Hochberg: few false claims' },
  { value: 'tiered', label: 'By role: primary Holm, others Benjamini and Hochberg' },
];

/** How estimates are made. Decided before the first look; other ways of looking stay marked as not planned. */
export function PlanFields({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { plan, design } = values;
  const set = (change: Partial<AnalysisPlan>) => patch({ plan: { ...plan, ...change } });
  const setGlobal = (change: Partial<typeof design.globalLift>) =>
    patch({ design: { ...design, globalLift: { ...design.globalLift, ...change } } });
  return (
    <FieldGroup
      title="Analysis plan"
      about="Changing it later never asks the warehouse again, but the results are marked against what was planned."
    >
      <FieldRow>
        <Select
          label="Method"
          data={methods}
          value={plan.method}
          allowDeselect={false}
          onChange={(method) => method && set({ method: method as AnalysisPlan['method'] })}
        />
        <NumberInput
          label="Level"
          suffix="%"
          min={50}
          max={99.99}
          decimalScale={2}
          value={Math.round(plan.level * 1e4) / 100}
          error={errorOf('plan.level')}
          onChange={(level) => set({ level: Math.round(Number(level) * 100) / 1e4 })}
        />
        <Select
          label="Correction for several metrics"
          data={corrections}
          value={plan.correction}
          allowDeselect={false}
          onChange={(correction) => correction && set({ correction: correction as AnalysisPlan['correction'] })}
        />
      </FieldRow>
      <FieldRow>
        {plan.method === 'bayesian' && (
          <NumberInput
            label="Prior of a lift, standard deviation"
            suffix="%"
            min={0.01}
            value={plan.priorSd * 100}
            error={errorOf('plan.priorSd')}
            onChange={(sd) => set({ priorSd: Number(sd) / 100 })}
          />
        )}
        {plan.correction === 'preferential_bonferroni' && (
          <NumberInput
            label="Primary metric’s share of alpha"
            suffix="%"
            min={1}
            max={100}
            value={plan.primaryShare * 100}
            error={errorOf('plan.primaryShare')}
            onChange={(share) => set({ primaryShare: Number(share) / 100 })}
          />
        )}
        <NumberInput
          label="Days before exposure for CUPED"
          description="0: no covariates are collected"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          min={0}
          max={365}
          value={design.lookbackDays}
          error={errorOf('design.lookbackDays')}
          onChange={(days) => patch({ design: { ...design, lookbackDays: Number(days) } })}
        />
      </FieldRow>
      <OtherExperiments draft={draft} />
      <ScheduleFields value={values.schedule} errorOf={errorOf} onChange={(schedule) => patch({ schedule })} />
      <Switch
        label="CUPED: use the time before exposure to narrow the intervals"
        checked={plan.cuped}
        onChange={(event) => set({ cuped: event.currentTarget.checked })}
      />
      <Switch
        label="Shared covariates: adjust each metric by what all metrics were before exposure, not by itself alone"
        checked={design.sharesCovariates}
        error={errorOf('design.sharesCovariates')}
        onChange={(event) => patch({ design: { ...design, sharesCovariates: event.currentTarget.checked } })}
      />
      <Switch
        label="Global lift: total sums and counts over everyone, by one more scan of their sources"
        checked={design.globalLift.isWanted}
        onChange={(event) => setGlobal({ isWanted: event.currentTarget.checked })}
      />
      {design.globalLift.isWanted && (
        <NumberInput
          label="Eligible subjects that enter the experiment"
          suffix="%"
          w={280}
          min={0.01}
          max={100}
          value={Math.round(design.globalLift.exposure * 1e4) / 100}
          error={errorOf('design.globalLift.exposure')}
          onChange={(share) => setGlobal({ exposure: Number(share) / 100 })}
        />
      )}
    </FieldGroup>
  );
}
