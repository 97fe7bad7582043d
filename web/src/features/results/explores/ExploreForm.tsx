import { exploreInput, type ExperimentView, type ExploreInput, type Visualisation } from '@assay/api-contract';
import { MultiSelect, Select, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '../../../api/index.js';
import { FieldGroup, FieldRow, Form, Loaded, useDraft } from '../../../components/index.js';
import { ExploreFigure } from './ExploreFigure.js';
import { valueName, visualisationNames } from './words.js';

export const newExplore = ({ design }: ExperimentView): ExploreInput => ({
  name: '',
  metricId: (design.metrics.find(({ role }) => role === 'primary') ?? design.metrics[0])?.metricId ?? '',
  visualisation: 'lift',
  splitBy: null,
  filter: null,
  variations: [],
});

interface ExploreFormProps {
  readonly experiment: ExperimentView;
  readonly initial: ExploreInput;
  readonly action: string;
  readonly save: (explore: ExploreInput) => Promise<unknown>;
}

const visualisations = Object.keys(visualisationNames) as Visualisation[];
const shownErrors = ['name', 'metricId', 'visualisation', 'splitBy', 'filter', 'variations'];

/** The fields of an explore, and what it would show now. */
export function ExploreForm({ experiment, initial, action, save }: ExploreFormProps) {
  const draft = useDraft({ initial, rules: exploreInput, save });
  const { values, patch, errorOf } = draft;
  const { design, hasTimes } = experiment;
  const metrics = useQuery(api.metrics.list());
  const page = useQuery(api.experiments.explores(experiment.id));
  const chosen = metrics.data?.find(({ id }) => id === values.metricId)?.metric;
  const isByDay = values.visualisation === 'series';
  const fits = (one: Visualisation): boolean =>
    one === 'lift' || (one === 'series' ? hasTimes && chosen?.kind !== 'percentile' : chosen?.kind === 'funnel');
  const filtered = values.filter?.property ?? null;
  const counted = page.data?.properties.find(({ property }) => property === filtered)?.values ?? [];
  const treatments = design.variations.filter(({ isControl }) => !isControl);
  return (
    <>
      <Form
        onSubmit={draft.submit}
        action={action}
        isSaving={draft.isSaving}
        failure={draft.failure}
        errors={draft.otherErrors(shownErrors)}
      >
        <FieldGroup title="Explore" about="It is drawn from counts and sums that are stored: no query is sent.">
          <TextInput
            label="Name"
            required
            value={values.name}
            error={errorOf('name')}
            onChange={(event) => patch({ name: event.currentTarget.value })}
          />
          <FieldRow>
            <Select
              label="Metric"
              data={design.metrics.map(({ metricId }) => ({
                value: metricId,
                label: metrics.data?.find(({ id }) => id === metricId)?.metric.name ?? metricId,
              }))}
              allowDeselect={false}
              value={values.metricId || null}
              error={errorOf('metricId')}
              onChange={(metricId) => metricId && patch({ metricId, visualisation: 'lift' })}
            />
            <Select
              label="Show"
              data={visualisations.map((one) => ({
                value: one,
                label: visualisationNames[one],
                disabled: !fits(one),
              }))}
              allowDeselect={false}
              value={values.visualisation}
              error={errorOf('visualisation')}
              onChange={(next) =>
                next &&
                patch({
                  visualisation: next as Visualisation,
                  ...(next === 'series' && { splitBy: null, filter: null }),
                })
              }
            />
          </FieldRow>
        </FieldGroup>
        <FieldGroup
          title="Subjects"
          about={
            isByDay
              ? 'Days are counted over all subjects together.'
              : 'Properties that results are split by, as the set-up says. Values of two properties are not counted together.'
          }
        >
          <FieldRow>
            <Select
              label="Split by"
              placeholder="nothing"
              clearable
              disabled={isByDay}
              data={[...design.splitBy]}
              value={values.splitBy}
              error={errorOf('splitBy')}
              onChange={(splitBy) =>
                patch({ splitBy, ...(splitBy !== null && splitBy !== filtered && { filter: null }) })
              }
            />
            <Select
              label="Only where"
              placeholder="everyone"
              clearable
              disabled={isByDay}
              data={values.splitBy === null ? [...design.splitBy] : [values.splitBy]}
              value={filtered}
              error={errorOf('filter') ?? errorOf('filter.property')}
              onChange={(property) => patch({ filter: property === null ? null : { property, values: [] } })}
            />
          </FieldRow>
          {values.filter && (
            <MultiSelect
              label="Is one of"
              searchable
              data={[...new Set([...counted, ...values.filter.values])].map((value) => ({
                value,
                label: valueName(value),
              }))}
              value={values.filter.values}
              error={errorOf('filter.values')}
              onChange={(next) => filtered !== null && patch({ filter: { property: filtered, values: next } })}
            />
          )}
          {treatments.length > 1 && (
            <MultiSelect
              label="Treatments"
              description="Beside control; none chosen = all"
              data={treatments.map(({ key, name }) => ({ value: key, label: name }))}
              value={values.variations}
              error={errorOf('variations')}
              onChange={(variations) => patch({ variations })}
            />
          )}
        </FieldGroup>
      </Form>
      <Preview experimentId={experiment.id} values={values} />
    </>
  );
}

/** What the form would save, drawn as it is now; nothing while the fields do not say enough. */
function Preview({ experimentId, values }: { experimentId: string; values: ExploreInput }) {
  const named = { ...values, name: values.name.trim() || 'Preview' };
  const parsed = exploreInput.safeParse(named);
  const query = useQuery({
    ...api.experiments.previewExplore(experimentId, { ...named, name: 'Preview' }),
    enabled: parsed.success,
    placeholderData: keepPreviousData,
  });
  if (!parsed.success) return null;
  return <Loaded query={query}>{(chart) => <ExploreFigure chart={chart} explore={named} />}</Loaded>;
}
