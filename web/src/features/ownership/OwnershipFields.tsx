import { limits, type MetadataTarget } from '@assay/api-contract';
import { TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldRow } from '../../components/index.js';
import { TeamField } from './TeamField.js';

interface OwnershipFieldsProps {
  readonly of: MetadataTarget;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly teamId: string | null;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (change: { tags?: string[]; owner?: string; teamId?: string | null }) => void;
}

/** Who answers for a flag or an experiment, and the words that it shares with others. */
export function OwnershipFields({ of, tags, owner, teamId, errorOf, onChange }: OwnershipFieldsProps) {
  const flags = useQuery(api.flags.list());
  const experiments = useQuery(api.experiments.list());
  const all = [...(flags.data ?? []), ...(experiments.data ?? [])];
  const known = [...new Set(all.flatMap((one) => one.tags))].sort();
  const owners = [...new Set(all.map((one) => one.owner))].filter((one) => one !== '').sort();
  const wrongTag = tags.map((_, at) => errorOf(`tags.${at}`)).find((error) => error !== undefined);
  return (
    <FieldRow>
      <TextInput
        label="Owner"
        description="A person or a team"
        list="known-owners"
        value={owner}
        error={errorOf('owner')}
        onChange={(event) => onChange({ owner: event.currentTarget.value })}
      />
      <datalist id="known-owners">
        {owners.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <TeamField teamId={teamId} error={errorOf('teamId')} onChange={(next) => onChange({ teamId: next })} />
      <TagsInput
        label="Tags"
        description={of === 'flag' ? 'An SDK key can be limited to some' : 'Shared with flags'}
        maxTags={limits.tags.limit}
        data={known}
        value={[...tags]}
        error={errorOf('tags') ?? wrongTag}
        onChange={(next) => onChange({ tags: next })}
      />
    </FieldRow>
  );
}
