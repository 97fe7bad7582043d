import type { AllocationInput, Requirement } from '@assay/api-contract';
import { Button, MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { FieldRow } from '../../../components/index.js';

interface RequirementFieldsProps {
  /** Key of the flag itself. */
  readonly flag: string;
  readonly allocation: AllocationInput;
  readonly onChange: (allocation: AllocationInput) => void;
  readonly errorOf: (field: string) => string | undefined;
}

/** Which other flags must serve what, for a subject to be let in. */
export function RequirementFields({ flag, allocation, onChange, errorOf }: RequirementFieldsProps) {
  const query = useQuery(api.flags.list());
  const { requires } = allocation;
  const others = (query.data ?? []).filter(({ key }) => key !== flag);
  const set = (next: Requirement[]) => onChange({ ...allocation, requires: next });
  const patch = (at: number, change: Partial<Requirement>) =>
    set(requires.map((one, other) => (other === at ? { ...one, ...change } : one)));
  if (others.length === 0 && requires.length === 0) return null;
  return (
    <div style={{ display: 'grid', gap: 8 }}>
      {requires.map((one, at) => (
        <div role="group" aria-label={`Requirement ${at + 1}`} key={at}>
          <FieldRow>
            <Select
              label="Requires flag"
              searchable
              data={others.map(({ key }) => key)}
              value={one.flag || null}
              error={errorOf(`requires.${at}.flag`) ?? errorOf('requires')}
              onChange={(key) => patch(at, { flag: key ?? '', variations: [] })}
            />
            <MultiSelect
              label="to serve"
              data={others.find(({ key }) => key === one.flag)?.variations.map(({ key }) => key) ?? []}
              value={[...one.variations]}
              error={errorOf(`requires.${at}.variations`)}
              onChange={(variations) => patch(at, { variations })}
            />
            <Button
              variant="subtle"
              color="gray"
              style={{ alignSelf: 'end' }}
              onClick={() => set(requires.filter((_, other) => other !== at))}
            >
              Remove<span className="visually-hidden"> requirement {at + 1}</span>
            </Button>
          </FieldRow>
        </div>
      ))}
      <div>
        <Button size="xs" variant="default" onClick={() => set([...requires, { flag: '', variations: [] }])}>
          {requires.length === 0 ? 'Require another flag' : 'Require one more'}
        </Button>
      </div>
    </div>
  );
}
