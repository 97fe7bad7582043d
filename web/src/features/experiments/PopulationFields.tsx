import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow } from '../../components/index.js';
import type { ExperimentDraft } from './draft.js';
import { SlotFields } from './SlotFields.js';

/** Who of the assigned subjects is analysed, and from when on. */
export function PopulationFields({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  const sources = useQuery(api.assignmentSources.list());
  const entryPoints = useQuery(api.entryPoints.list());
  const segments = useQuery(api.segments.list());
  const entities = useQuery(api.entities.list());
  const source = sources.data?.find(({ id }) => id === design.assignmentSourceId);
  const entityId = source?.entityId;
  const nameOf = (id: string): string => entities.data?.find((entity) => entity.id === id)?.name ?? id;
  const offered = (all: readonly { id: string; name: string; entityId: string }[] = []) =>
    all
      .filter((one) => entityId === undefined || one.entityId === entityId)
      .map(({ id, name }) => ({ value: id, label: name }));
  if (source && source.untilColumn !== null) return <SlotFields draft={draft} />;
  return (
    <FieldGroup
      title="Who is analysed"
      about="Everyone who was assigned, unless you narrow it. Where too few subjects are inside or outside, nothing is shown."
    >
      <FieldRow>
        <Select
          label="Entry point"
          description="Only subjects that met it after assignment; facts, windows and CUPED count from then on"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder="None: from assignment on"
          clearable
          data={offered(entryPoints.data)}
          value={design.entryPointId}
          error={errorOf('design.entryPointId')}
          onChange={(entryPointId) => patch({ design: { ...design, entryPointId } })}
        />
        <Select
          label="Segment"
          description="Only subjects whose properties at assignment meet its conditions"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder="None: all subjects"
          clearable
          data={offered(segments.data)}
          value={design.segmentId}
          error={errorOf('design.segmentId')}
          onChange={(segmentId) => patch({ design: { ...design, segmentId } })}
        />
      </FieldRow>
      {source && source.secondaryIds.length > 0 && (
        <Select
          label="Analysed per"
          description={`Another entity makes each ${nameOf(source.entityId)} a cluster of those that it was seen with: metrics are theirs, clusters are compared`}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          clearable
          placeholder={`${nameOf(source.entityId)}: what is assigned`}
          data={source.secondaryIds.map((one) => ({ value: one.entityId, label: nameOf(one.entityId) }))}
          value={design.analysedEntityId}
          error={errorOf('design.analysedEntityId')}
          onChange={(analysedEntityId) => patch({ design: { ...design, analysedEntityId, metrics: [] } })}
        />
      )}
      <p className="muted" style={{ margin: 0 }}>
        <Link to="/sources?kind=entries">Entry points</Link> and <Link to="/sources?kind=segments">segments</Link> are
        kept with the sources.
      </p>
    </FieldGroup>
  );
}
