import type { AllocationInput, FlagEnvironmentInput, FlagView } from '@assay/api-contract';
import { flagEnvironmentInput } from '@assay/api-contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../../api/index.js';
import { useDraft } from '../../../components/index.js';
import { usePropose } from '../approval.js';
import { moved, newAllocation } from './allocations.js';
import { changesBetween } from './diff.js';

export type FlagEnvironment = FlagView['environments'][number];

/** Edits of one environment that are not published yet. */
export function useEnvironmentDraft(flag: FlagView, environment: FlagEnvironment, needsApproval: boolean) {
  const client = useQueryClient();
  const propose = usePropose();
  const [note, setNote] = useState('');
  const [edited, setEdited] = useState<string | null>(null);
  const published: FlagEnvironmentInput = { isEnabled: environment.isEnabled, allocations: environment.allocations };
  const save = async (input: FlagEnvironmentInput): Promise<void> => {
    if (needsApproval) {
      const key = environment.environment;
      await propose({ flag, change: { environments: { [key]: input } }, note, at: `change.environments.${key}.` });
      undo();
      return;
    }
    await api.flags.setEnvironment(flag.key, environment.environment, environment.version, input);
    await client.invalidateQueries({ queryKey: prefixOf(routes.flags) });
  };
  const draft = useDraft<FlagEnvironmentInput, FlagEnvironmentInput>({
    initial: published,
    rules: flagEnvironmentInput,
    save,
  });
  /** Back to what is published. */
  const undo = (): void => {
    setEdited(null);
    draft.reset(published);
  };
  const { allocations } = draft.values;
  const setAll = (next: AllocationInput[]): void => draft.patch({ allocations: next });
  return {
    draft,
    environment: environment.environment,
    allocations,
    /** Key of the allocation that is open. */
    edited,
    setEdited,
    changes: changesBetween(published, draft.values),
    isNew: (key: string): boolean => !environment.allocations.some((allocation) => allocation.key === key),
    replace: (at: number, next: AllocationInput): void => {
      if (edited === allocations[at]?.key) setEdited(next.key);
      setAll(allocations.map((allocation, other) => (other === at ? next : allocation)));
    },
    remove: (at: number): void => setAll(allocations.filter((_, other) => other !== at)),
    move: (at: number, by: number): void => setAll(moved(allocations, at, by)),
    undo,
    /** Changes are proposed and go live when somebody else approves them. */
    needsApproval,
    note,
    setNote,
    /** New ones go last, but before a default: that takes everybody who is left. */
    add: (kind: AllocationInput['kind']): void => {
      const made = newAllocation(kind, flag.variations, allocations);
      const end =
        allocations.at(-1)?.kind === 'default' && kind !== 'default' ? allocations.length - 1 : allocations.length;
      setAll([...allocations.slice(0, end), made, ...allocations.slice(end)]);
      setEdited(made.key);
    },
  };
}

export type EnvironmentDraft = ReturnType<typeof useEnvironmentDraft>;
