import { limits } from '@assay/api-contract';
import { TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { FieldRow } from '../../../components/index.js';

interface OwnershipFieldsProps {
  readonly tags: readonly string[];
  readonly owner: string;
  readonly errorOf: (path: string) => string | undefined;
  readonly onChange: (change: { tags?: string[]; owner?: string }) => void;
}

/** Who answers for a flag, and the words that it shares with others. */
export function OwnershipFields({ tags, owner, errorOf, onChange }: OwnershipFieldsProps) {
  const flags = useQuery(api.flags.list());
  const known = [...new Set((flags.data ?? []).flatMap((flag) => flag.tags))].sort();
  const owners = [...new Set((flags.data ?? []).map((flag) => flag.owner))].filter((one) => one !== '');
  const wrongTag = tags.map((_, at) => errorOf(`tags.${at}`)).find((error) => error !== undefined);
  return (
    <FieldRow>
      <TextInput
        label="Owner"
        description="A person or a team"
        list="flag-owners"
        value={owner}
        error={errorOf('owner')}
        onChange={(event) => onChange({ owner: event.currentTarget.value })}
      />
      <datalist id="flag-owners">
        {owners.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <TagsInput
        label="Tags"
        description="An SDK key can be limited to some"
        maxTags={limits.tags.limit}
        data={known}
        value={[...tags]}
        error={errorOf('tags') ?? wrongTag}
        onChange={(next) => onChange({ tags: next })}
      />
    </FieldRow>
  );
}
