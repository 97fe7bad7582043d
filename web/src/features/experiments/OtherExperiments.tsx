import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import type { ExperimentDraft } from './draft.js';

/** Other experiments on the same entity, by which this one may be disturbed. */
export function OtherExperiments({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  const experiments = useQuery(api.experiments.list());
  const sources = useQuery(api.assignmentSources.list());
  const entityOf = (sourceId: string) => sources.data?.find(({ id }) => id === sourceId)?.entityId;
  const entityId = entityOf(design.assignmentSourceId);
  const offered = (experiments.data ?? []).filter(
    (one) => one.name !== values.name && entityOf(one.design.assignmentSourceId) === entityId,
  );
  if (offered.length === 0 && design.interactsWith.length === 0) return null;
  return (
    <MultiSelect
      label="Tested against"
      description="Other experiments on the same subjects: whether both are independent, and effects the same. One more scan of assignments for each"
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder={design.interactsWith.length === 0 ? 'None' : ''}
      searchable
      clearable
      maxValues={5}
      data={offered.map(({ id, name }) => ({ value: id, label: name }))}
      value={design.interactsWith}
      error={errorOf('design.interactsWith') ?? errorOf('design.interactsWith.0')}
      onChange={(interactsWith) => patch({ design: { ...design, interactsWith } })}
    />
  );
}
