import type { AllocationInput } from '@assay/api-contract';
import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';

interface AudienceFieldProps {
  readonly allocation: AllocationInput;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** Audiences whose members are let in too; hidden where there is none. */
export function AudienceField({ allocation, onChange, errorOf }: AudienceFieldProps) {
  const query = useQuery(api.flags.audiences());
  const { audiences } = allocation;
  const known = query.data ?? [];
  const missing = audiences.filter((key) => !known.some((one) => one.key === key));
  if (known.length + missing.length === 0) return null;
  const data = [
    ...known.map(({ key, name }) => ({ value: key, label: name })),
    ...missing.map((key) => ({ value: key, label: key })),
  ];
  const error = audiences.map((_, at) => errorOf(`audiences.${at}`)).find((one) => one !== undefined);
  return (
    <MultiSelect
      label={allocation.rules.length > 0 ? 'Or members of' : 'Only members of'}
      data={data}
      value={[...audiences]}
      error={error}
      searchable
      onChange={(next) => onChange({ ...allocation, audiences: next })}
    />
  );
}
