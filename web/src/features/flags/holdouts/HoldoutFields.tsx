import type { AllocationInput, FlagVariation } from '@assay/api-contract';
import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { FieldRow } from '../../../components/index.js';

interface HoldoutFieldsProps {
  readonly allocation: AllocationInput;
  /** Key of the environment. */
  readonly environment: string;
  readonly variations: readonly FlagVariation[];
  /** It was not saved yet: there is nothing to decide. */
  readonly isNew: boolean;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

const none = '';

/** Who is held out of an experiment, and what is shipped when it is decided. */
export function HoldoutFields({ allocation, environment, variations, isNew, onChange, errorOf }: HoldoutFieldsProps) {
  const query = useQuery(api.flags.holdouts());
  const { holdout, shipped, switchback } = allocation;
  const known = (query.data ?? []).filter((one) => one.environment === environment);
  const choices = variations.map(({ key, name }) => ({ value: key, label: name || key }));
  const hasHoldouts = (known.length > 0 || holdout !== null) && switchback === null;
  const choose = (key: string | null) => {
    const statusQuo = holdout?.statusQuo ?? variations[0]?.key ?? '';
    onChange({ ...allocation, holdout: key ? { key, statusQuo } : null });
  };
  return (
    <FieldRow>
      {!isNew && (
        <Select
          label="Decided: ship"
          description="Everybody gets it, and nothing is logged any more"
          data={[{ value: none, label: 'Not yet' }, ...choices]}
          value={shipped ?? none}
          allowDeselect={false}
          error={errorOf('shipped')}
          onChange={(key) => onChange({ ...allocation, shipped: key || null })}
        />
      )}
      {hasHoldouts && (
        <Select
          label="Holdout"
          description={isNew ? 'New experiments join one by themselves' : 'Its subjects stay out of the experiment'}
          data={[{ value: none, label: 'None' }, ...known.map(({ key, name }) => ({ value: key, label: name }))]}
          value={holdout?.key ?? none}
          allowDeselect={false}
          error={errorOf('holdout') ?? errorOf('holdout.key') ?? (isNew ? errorOf('holdout.statusQuo') : undefined)}
          onChange={choose}
        />
      )}
      {hasHoldouts && holdout && (
        <Select
          label="Status quo"
          description="What held-out subjects keep"
          data={choices}
          value={holdout.statusQuo}
          allowDeselect={false}
          error={errorOf('holdout.statusQuo')}
          onChange={(statusQuo) => statusQuo && onChange({ ...allocation, holdout: { ...holdout, statusQuo } })}
        />
      )}
    </FieldRow>
  );
}
