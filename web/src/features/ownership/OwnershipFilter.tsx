import { Select } from '@mantine/core';

interface Owned {
  readonly tags: readonly string[];
  readonly owner: string;
}

interface OwnershipFilterProps {
  /** What the list holds, whether it is shown or not: the choices are its tags and owners. */
  readonly items: readonly Owned[];
  readonly tag: string;
  readonly owner: string;
  readonly onChange: (name: 'tag' | 'owner', value: string) => void;
}

/** Narrows a list to a tag and an owner; nothing where nobody said any. */
export function OwnershipFilter({ items, tag, owner, onChange }: OwnershipFilterProps) {
  const tags = [...new Set([...items.flatMap((one) => one.tags), tag])].filter((one) => one !== '').sort();
  const owners = [...new Set([...items.map((one) => one.owner), owner])].filter((one) => one !== '').sort();
  return (
    <>
      <Choice label="Tag" none="Any tag" data={tags} value={tag} onChange={(value) => onChange('tag', value)} />
      <Choice
        label="Owner"
        none="Any owner"
        data={owners}
        value={owner}
        onChange={(value) => onChange('owner', value)}
      />
    </>
  );
}

/** Whether a thing has the chosen tag and owner; empty = any. */
export const isOwned = (one: Owned, tag: string, owner: string): boolean =>
  (tag === '' || one.tags.includes(tag)) && (owner === '' || one.owner === owner);

interface ChoiceProps {
  readonly label: string;
  readonly none: string;
  readonly data: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choice({ label, none, data, value, onChange }: ChoiceProps) {
  if (data.length === 0) return null;
  return (
    <Select
      aria-label={label}
      placeholder={none}
      size="xs"
      w={140}
      clearable
      searchable
      data={[...data]}
      value={value || null}
      onChange={(one) => onChange(one ?? '')}
    />
  );
}
