import { subjectProperties } from '@assay/definitions';
import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/index.js';
import { FieldGroup, FieldRow } from '../../components/index.js';
import { MetadataFields, OwnershipFields } from '../ownership/index.js';
import { fromField, toField, type ExperimentDraft } from './draft.js';
import { FromFlag } from './FromFlag.js';
import { PopulationFields } from './PopulationFields.js';

/** What is tried, why, and which rows of the assignment source belong to it. */
export function BasicFields({ draft }: { draft: ExperimentDraft }) {
  const { values, patch, errorOf } = draft;
  const { design } = values;
  const sources = useQuery(api.assignmentSources.list());
  const set = (change: Partial<typeof design>) => patch({ design: { ...design, ...change } });
  const source = sources.data?.find((candidate) => candidate.id === design.assignmentSourceId);
  const ofEntity = useQuery(api.propertySources.list());
  const names = source ? subjectProperties(source, ofEntity.data ?? []).map(({ name }) => name) : [];
  return (
    <>
      <FieldGroup title="What is tried" about="A good hypothesis names the change, the subjects and the effect.">
        <TextInput
          label="Name"
          required
          value={values.name}
          error={errorOf('name')}
          onChange={(event) => patch({ name: event.currentTarget.value })}
        />
        <Textarea
          label="Hypothesis"
          autosize
          minRows={2}
          value={values.hypothesis}
          error={errorOf('hypothesis')}
          onChange={(event) => patch({ hypothesis: event.currentTarget.value })}
        />
        <OwnershipFields
          of="experiment"
          tags={values.tags ?? []}
          owner={values.owner ?? ''}
          teamId={values.teamId ?? null}
          errorOf={errorOf}
          onChange={patch}
        />
        <MetadataFields of="experiment" metadata={values.metadata ?? {}} errorOf={errorOf} onChange={patch} />
      </FieldGroup>
      <FieldGroup
        title="Assignments"
        about="Rows of the source with this experiment key, in this range of time, are the experiment’s assignments. Each subject’s first is its exposure."
      >
        <FromFlag draft={draft} />
        <TextInput
          label="Experiment key"
          description="As the assignment source holds it; for our own flags it is flag key, dash, allocation key"
          required
          value={design.experimentKey}
          error={errorOf('design.experimentKey')}
          onChange={(event) => set({ experimentKey: event.currentTarget.value })}
        />
        <Select
          label="Assignment source"
          required
          data={(sources.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={design.assignmentSourceId || null}
          error={errorOf('design.assignmentSourceId') && 'Choose an assignment source.'}
          onChange={(id) =>
            set({
              assignmentSourceId: id ?? '',
              splitBy: [],
              entryPointId: null,
              segmentId: null,
              analysedEntityId: null,
              burnInMinutes: 0,
              burnOutMinutes: 0,
            })
          }
        />
        <FieldRow>
          <TextInput
            type="datetime-local"
            label="From (UTC)"
            required
            value={toField(design.assignmentFrom)}
            error={errorOf('design.assignmentFrom')}
            onChange={(event) => set({ assignmentFrom: fromField(event.currentTarget.value) ?? '' })}
          />
          <TextInput
            type="datetime-local"
            label="Assignments until (UTC)"
            description="Empty: still assigning"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={toField(design.assignmentUntil)}
            error={errorOf('design.assignmentUntil')}
            onChange={(event) => set({ assignmentUntil: fromField(event.currentTarget.value) })}
          />
          <TextInput
            type="datetime-local"
            label="Facts until (UTC)"
            description="Empty: with the assignments"
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={toField(design.eventsUntil)}
            error={errorOf('design.eventsUntil')}
            onChange={(event) => set({ eventsUntil: fromField(event.currentTarget.value) })}
          />
        </FieldRow>
        {names.length > 0 && <SplitFields draft={draft} names={names} />}
      </FieldGroup>
      <PopulationFields draft={draft} />
    </>
  );
}

/** Properties that results can be split by. */
function SplitFields({ draft, names }: { draft: ExperimentDraft; names: readonly string[] }) {
  const { design } = draft.values;
  const toggle = (name: string): string[] =>
    design.splitBy.includes(name) ? design.splitBy.filter((other) => other !== name) : [...design.splitBy, name];
  return (
    <div role="group" aria-label="Split results by">
      <div className="sql-label">Split results by</div>
      <div style={{ display: 'flex', gap: 14, flexWrap: 'wrap', marginTop: 4 }}>
        {names.map((name) => (
          <label key={name} style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
            <input
              type="checkbox"
              checked={design.splitBy.includes(name)}
              onChange={() => draft.patch({ design: { ...design, splitBy: toggle(name) } })}
            />
            {name}
          </label>
        ))}
      </div>
    </div>
  );
}
