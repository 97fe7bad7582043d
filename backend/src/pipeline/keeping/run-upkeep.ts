import type { Warehouse } from '../../warehouses/index.js';
import { execute, type ExecuteOptions, type RunJournal, type StepEnd } from '../execution/execute.js';
import type { Step } from '../planning/plan.js';
import type { Upkeep, UpkeepStep } from './keep-source.js';
import type { SourceToKeep } from './source-to-keep.js';

/** The run was cancelled while its sources were brought up to date. */
export class UpkeepCancelled extends Error {}

/** Steps of the upkeep begin so; the others are those of the plan. */
export const upkeepPrefix = 'keep_';

/** The step of a run's log for one statement of the upkeep. */
export const upkeepStep = (id: string, { label, statement, tellsDays }: UpkeepStep): Step => ({
  ...{ id, kind: 'upkeep', label, statement, needs: [], metricIds: [] },
  reading: tellsDays ? { kind: 'changed_days' } : null,
});

/** Runs statements of the upkeep one by one, each in the journal that is made for it. */
export const upkeepRunner =
  (
    warehouse: Warehouse,
    options: ExecuteOptions,
    begin: (source: SourceToKeep, step: UpkeepStep) => Promise<{ readonly step: Step; readonly journal: RunJournal }>,
  ): Upkeep['run'] =>
  async (source, asked) => {
    const { step, journal } = await begin(source, asked);
    let end: StepEnd = { state: 'cancelled' };
    const watching: RunJournal = {
      before: new Map(),
      starting: (one) => journal.starting(one),
      submitted: (one, ref) => journal.submitted(one, ref),
      isCancelled: () => journal.isCancelled(),
      ended: (one, how) => {
        end = how;
        return journal.ended(one, how);
      },
    };
    const plan = { runId: '', asOf: '', steps: [step], manifest: [], problems: [], scans: noScans };
    if ((await execute(plan, warehouse, watching, options)) === 'cancelled') throw new UpkeepCancelled();
    return end;
  };

const noScans = {
  assignmentSource: 0,
  entryPoints: 0,
  propertySources: 0,
  otherExperiments: 0,
  factSources: 0,
  scratchReads: 0,
};
