import type { ExperimentView } from '@assay/api-contract';
import { Chip } from '../../components/index.js';
import { dayNumber } from '../../format/index.js';

/** Draft, running with its day, or concluded with its outcome. */
/** Assignments may have begun before the experiment was started here: the earlier counts. */
const beginOf = ({ startedAt, design }: ExperimentView): string =>
  startedAt !== null && startedAt < design.assignmentFrom ? startedAt : design.assignmentFrom;

export function ExperimentChip({ experiment, now }: { experiment: ExperimentView; now: Date }) {
  switch (experiment.status) {
    case 'draft':
      return <Chip>Draft</Chip>;
    case 'running':
      return <Chip tone="good">Running · day {dayNumber(beginOf(experiment), now)}</Chip>;
    case 'concluded':
      return <Chip tone="accent">Concluded{experiment.decision ? ` · ${experiment.decision.outcome}` : ''}</Chip>;
  }
}

/** Shares of the variations as designed: `50 / 50`. */
export function sharesOf(experiment: ExperimentView): string {
  const { variations } = experiment.design;
  const total = variations.reduce((sum, variation) => sum + variation.weight, 0);
  return variations.map((variation) => Math.round((variation.weight / total) * 1000) / 10).join(' / ');
}
