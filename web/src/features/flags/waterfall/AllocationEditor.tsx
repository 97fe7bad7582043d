import type { AllocationInput, FlagVariation } from '@assay/api-contract';
import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { FieldRow } from '../../../components/index.js';
import { AudienceField } from '../audiences/AudienceField.js';
import { HoldoutFields } from '../holdouts/HoldoutFields.js';
import { LayerField } from '../layers/LayerField.js';
import { PhaseFields } from '../schedule/PhaseFields.js';
import { RequirementFields } from '../requirements/RequirementFields.js';
import { SwitchbackFields } from '../switchback/SwitchbackFields.js';
import { RuleFields } from './RuleFields.js';
import { SplitBar } from './SplitBar.js';
import { SplitFields } from './SplitFields.js';
import { fromField, toField } from './words.js';

interface AllocationEditorProps {
  /** Key of the flag. */
  readonly flag: string;
  readonly allocation: AllocationInput;
  /** Key of the environment. */
  readonly environment: string;
  readonly variations: readonly FlagVariation[];
  /** The key names rows in the warehouse: it is set once. */
  readonly isNew: boolean;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly onRemove: () => void;
  readonly onDone: () => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** Everything that one allocation decides: for whom, how many of them, and what they get. */
export function AllocationEditor(props: AllocationEditorProps) {
  const { flag, allocation, environment, variations, isNew, onChange, onRemove, onDone, errorOf } = props;
  const set = (change: Partial<AllocationInput>) => onChange({ ...allocation, ...change });
  const isDefault = allocation.kind === 'default';
  return (
    <div className="allocation-editor whole">
      <FieldRow>
        <TextInput
          label="Name"
          value={allocation.name}
          error={errorOf('name')}
          onChange={(e) => set({ name: e.currentTarget.value })}
        />
        <TextInput
          label="Key"
          disabled={!isNew}
          value={allocation.key}
          error={errorOf('key')}
          onChange={(event) => set({ key: event.currentTarget.value })}
        />
      </FieldRow>
      {!isDefault && <RuleFields rules={allocation.rules} onChange={(rules) => set({ rules })} errorOf={errorOf} />}
      {!isDefault && <RequirementFields flag={flag} allocation={allocation} onChange={onChange} errorOf={errorOf} />}
      {!isDefault && <AudienceField allocation={allocation} onChange={onChange} errorOf={errorOf} />}
      {allocation.kind === 'experiment' ? (
        <SplitFields allocation={allocation} variations={variations} onChange={onChange} errorOf={errorOf} />
      ) : (
        <Select
          label="Serves"
          data={variations.map(({ key, name }) => ({ value: key, label: name || key }))}
          value={allocation.splits[0]?.variationKey ?? null}
          allowDeselect={false}
          error={errorOf('splits') ?? errorOf('splits.0.variationKey')}
          onChange={(key) => key && set({ splits: [{ variationKey: key, weight: 1 }] })}
        />
      )}
      {!isDefault && (
        <FieldRow>
          <NumberInput
            label={allocation.phases.length > 0 ? 'Let in before the first phase' : 'Traffic exposure'}
            suffix="%"
            min={0}
            max={100}
            decimalScale={2}
            value={Math.round(allocation.trafficExposure * 1e4) / 100}
            error={errorOf('trafficExposure')}
            onChange={(share) => set({ trafficExposure: Math.round(Number(share) * 100) / 1e4 })}
          />
          <TextInput
            type="datetime-local"
            label="From (UTC)"
            value={toField(allocation.startAt)}
            error={errorOf('startAt')}
            onChange={(e) => set({ startAt: fromField(e.currentTarget.value) })}
          />
          <TextInput
            type="datetime-local"
            label="Until (UTC)"
            value={toField(allocation.endAt)}
            error={errorOf('endAt')}
            onChange={(e) => set({ endAt: fromField(e.currentTarget.value) })}
          />
        </FieldRow>
      )}
      {allocation.kind === 'experiment' && (
        <SwitchbackFields allocation={allocation} onChange={onChange} errorOf={errorOf} />
      )}
      {!isDefault && allocation.switchback === null && (
        <PhaseFields allocation={allocation} onChange={onChange} errorOf={errorOf} />
      )}
      {!isDefault && (
        <LayerField allocation={allocation} environment={environment} onChange={onChange} errorOf={errorOf} />
      )}
      {allocation.kind === 'experiment' && (
        <HoldoutFields
          allocation={allocation}
          environment={environment}
          variations={variations}
          isNew={isNew}
          onChange={onChange}
          errorOf={errorOf}
        />
      )}
      <SplitBar allocation={allocation} variationKeys={variations.map((variation) => variation.key)} />
      <div className="form-foot">
        <Button size="xs" onClick={onDone}>
          Done
        </Button>
        <Button size="xs" variant="subtle" color="gray" c="var(--bad)" onClick={onRemove}>
          Remove allocation
        </Button>
      </div>
    </div>
  );
}
