import { redraws, type RedrawnMetric } from '@assay/warehouse-sql';
import type { PlannedSet } from './plan-covariates.js';
import type { Draft } from './plan-draft.js';

/** Metrics of one statement: two numeric columns each, of at most 40. */
const metricsPerStatement = 20;

/** Of a schedule: the randomisation test of each metric and treatment, over slots that are shuffled within blocks of their units. */
export const planRedraws = (draft: Draft, sets: readonly PlannedSet[]): void => {
  if (draft.countedBy !== 'unit') return;
  const { request, variations, tables } = draft;
  const control = request.design.variations.find(({ isControl }) => isControl)?.key ?? '';
  const burn = (request.design.burnInMinutes + request.design.burnOutMinutes) * 60_000_000;
  const treatments = variations.filter((key) => key !== control);
  sets.forEach((set, at) => {
    const { subjects, caps, variables } = set.table;
    const all = redrawnOf(set);
    for (let from = 0; from < all.length; from += metricsPerStatement) {
      const metrics = all.slice(from, from + metricsPerStatement);
      treatments.forEach((treatment, t) => {
        draft.add({
          id: `redraws_${at}_${from / metricsPerStatement}_${t}`,
          kind: 'resplits',
          label: 'Schedules drawn again',
          needs: [set.step],
          reading: { kind: 'redraws', metricIds: metrics.map(({ metricId }) => metricId), treatment },
          statement: redraws(draft.d, {
            ...{ subjects, caps, variables, metrics, control, treatment, burn, exposures: tables.exposures },
            minimumContributors: request.connection.minimumContributors,
          }),
        });
      });
    }
  });
};

const redrawnOf = ({ metrics, indexOf }: PlannedSet): readonly (RedrawnMetric & { readonly metricId: string })[] =>
  metrics.flatMap(({ metricId, variables }) => {
    const numerator = variables.find(({ role }) => role === 'numerator');
    const denominator = variables.find(({ role }) => role === 'denominator');
    return numerator
      ? [{ metricId, numerator: indexOf(numerator), denominator: denominator ? indexOf(denominator) : null }]
      : [];
  });
