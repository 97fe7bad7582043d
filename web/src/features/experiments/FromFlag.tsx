import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import type { ExperimentDraft } from './draft.js';

/** Takes key, variations and weights from an experiment allocation of one of our own flags, and who answers for it. */
export function FromFlag({ draft }: { draft: ExperimentDraft }) {
  const flags = useQuery(api.flags.list());
  const fields = useQuery(api.flags.metadataFields());
  const found = (flags.data ?? []).flatMap((flag) =>
    flag.environments.flatMap((environment) =>
      environment.allocations
        .filter((allocation) => allocation.kind === 'experiment')
        .map((allocation) => ({ flag, environment: environment.environment, allocation })),
    ),
  );
  if (found.length === 0) return null;
  const take = (position: string | null) => {
    const chosen = found[Number(position)];
    if (position === null || !chosen) return;
    const { flag, allocation } = chosen;
    const variations = allocation.splits.map(({ variationKey, weight }, at) => ({
      key: variationKey,
      name: flag.variations.find((variation) => variation.key === variationKey)?.name || variationKey,
      weight,
      isControl: at === 0,
    }));
    const { name, tags = [], owner = '', teamId = null, metadata = {} } = draft.values;
    const shared = Object.entries(flag.metadata).filter(([key]) =>
      fields.data?.some((field) => field.key === key && field.appliesTo.includes('experiment')),
    );
    draft.patch({
      name: name || allocation.name,
      // Copied once, where nothing is said yet; later edits of the flag stay the flag's own.
      tags: tags.length > 0 ? tags : flag.tags,
      owner: owner || flag.owner,
      teamId: teamId ?? flag.teamId,
      metadata: { ...Object.fromEntries(shared), ...metadata },
      design: { ...draft.values.design, experimentKey: `${flag.key}-${allocation.key}`, variations },
    });
  };
  return (
    <Select
      label="From a flag"
      description="Fills in the key, the variations and their weights, and the flag’s tags, owner and metadata where there are none"
      placeholder="Choose an experiment allocation"
      data={found.map(({ flag, environment, allocation }, at) => ({
        value: String(at),
        label: `${flag.key} · ${allocation.name} (${environment})`,
      }))}
      onChange={take}
    />
  );
}
