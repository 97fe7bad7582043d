import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { api } from '../../api/index.js';

interface Owned {
  readonly tags: readonly string[];
  readonly owner: string;
  readonly teamId: string | null;
}

type Part = 'tag' | 'owner' | 'team';

/** What a list is narrowed to, in the address; empty = everything. */
export function useOwnershipFilter() {
  const [search, setSearch] = useSearchParams();
  const chosen = { tag: search.get('tag') ?? '', owner: search.get('owner') ?? '', team: search.get('team') ?? '' };
  const choose = (part: Part, value: string) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(part, value);
        else next.delete(part);
        return next;
      },
      { replace: true },
    );
  const matches = (one: Partial<Owned>): boolean =>
    (chosen.tag === '' || one.tags?.includes(chosen.tag) === true) &&
    (chosen.owner === '' || one.owner === chosen.owner) &&
    (chosen.team === '' || one.teamId === chosen.team);
  return { chosen, choose, matches };
}

interface OwnershipFilterProps {
  /** What the list holds, whether it is shown or not: the choices are its tags and owners. */
  readonly items: readonly Partial<Owned>[];
  readonly filter: ReturnType<typeof useOwnershipFilter>;
}

/** Narrows a list to a tag, an owner and a team; nothing where nobody said any. */
export function OwnershipFilter({ items, filter: { chosen, choose } }: OwnershipFilterProps) {
  const { data: teams = [] } = useQuery(api.identity.teams());
  const listed = (values: readonly string[]) =>
    [...new Set(values)]
      .filter((one) => one !== '')
      .sort()
      .map((value) => ({ value, label: value }));
  const choices = {
    tag: listed([...items.flatMap(({ tags = [] }) => tags), chosen.tag]),
    owner: listed([...items.map(({ owner = '' }) => owner), chosen.owner]),
    team: teams.map(({ id, name }) => ({ value: id, label: name })),
  };
  const words: Readonly<Record<Part, string>> = { tag: 'Tag', owner: 'Owner', team: 'Team' };
  return (['tag', 'owner', 'team'] as const)
    .filter((part) => choices[part].length > 0)
    .map((part) => (
      <Select
        key={part}
        aria-label={words[part]}
        placeholder={`Any ${part}`}
        size="xs"
        w={130}
        clearable
        searchable
        data={choices[part]}
        value={chosen[part] || null}
        onChange={(value) => choose(part, value ?? '')}
      />
    ));
}
