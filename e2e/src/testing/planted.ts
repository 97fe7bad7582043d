import type { AssignmentEvent } from '@assay/sdk-node';
import { normal, poisson, seededRandom } from '@assay/demo-data';
import type { SinkRow } from './sink.js';

/** True effect of the treatment on the mean number of orders per subject. */
export const plantedLift = 0.3;

const before = { meanOrders: 1.5, days: 10 };
const day = 86_400_000;

/** A row of `assignments`, as an application's logging callback writes it. */
export const assignmentRow = (event: AssignmentEvent): SinkRow => ({
  experiment: event.experiment,
  feature_flag: event.featureFlag,
  allocation: event.allocation,
  variation: event.variation,
  subject: event.subject,
  timestamp: event.timestamp,
  subject_attributes: JSON.stringify(event.subjectAttributes),
  holdout_key: null,
  holdout_variation: null,
});

/**
 * Orders of one subject: some in the days before exposure, which CUPED can use, and some right after it, more in the
 * treatment by `plantedLift`. The same seed gives the same numbers of orders.
 */
export const ordersOf = (event: AssignmentEvent, treatment: string, seed: number): readonly SinkRow[] => {
  const random = seededRandom(seed);
  const exposure = Date.parse(event.timestamp);
  const habit = Math.exp(0.5 * normal(random)) / Math.exp(0.125);
  const earlier = poisson(random, before.meanOrders * habit);
  const later = poisson(random, habit * (event.variation === treatment ? 1 + plantedLift : 1));
  const order = (at: number, number: number): SinkRow => ({
    order_id: `${event.subject}-${number}`,
    subject: event.subject,
    ordered_at: new Date(at).toISOString(),
    amount: Math.round(2_000 + 4_000 * random()) / 100,
    items: 1 + Math.floor(3 * random()),
    status: 'paid',
  });
  return [
    ...Array.from({ length: earlier }, (_, at) => order(exposure - day * (0.1 + before.days * random()), at)),
    ...Array.from({ length: later }, (_, at) => order(exposure + at, earlier + at)),
  ];
};
