import { experimentInput, type ExperimentInput, type ExperimentView } from '@assay/api-contract';
import type { AnalysisPlan } from '@assay/definitions';
import type { Draft } from '../../components/index.js';

export type ExperimentDraft = Draft<ExperimentInput>;
export const experimentRules = experimentInput;

export const defaultPlan: AnalysisPlan = {
  method: 'sequential',
  level: 0.95,
  cuped: true,
  correction: 'none',
  primaryShare: 0.5,
  priorSd: 0.05,
};

/** A new experiment: two equal variations, from today's midnight UTC on, refreshed each morning. */
export const newExperiment = (today: string): ExperimentInput => ({
  name: '',
  hypothesis: '',
  note: '',
  hasTimes: true,
  tags: [],
  owner: '',
  teamId: null,
  metadata: {},
  schedule: { kind: 'daily', at: '06:00', timeZone: 'UTC' },
  plan: defaultPlan,
  design: {
    experimentKey: '',
    assignmentSourceId: '',
    assignmentFrom: `${today}T00:00:00Z`,
    assignmentUntil: null,
    eventsUntil: null,
    variations: [
      { key: 'control', name: 'Control', weight: 1, isControl: true },
      { key: 'treatment', name: 'Treatment', weight: 1, isControl: false },
    ],
    weightChanges: [],
    interactsWith: [],
    globalLift: { isWanted: false, exposure: 1 },
    metrics: [],
    splitBy: [],
    entryPointId: null,
    segmentId: null,
    analysedEntityId: null,
    burnInMinutes: 0,
    burnOutMinutes: 0,
    lookbackDays: 30,
    sharesCovariates: false,
  },
});

export const inputFrom = (view: ExperimentView): ExperimentInput => ({
  name: view.name,
  hypothesis: view.hypothesis,
  note: view.note,
  hasTimes: view.hasTimes,
  tags: view.tags,
  owner: view.owner,
  teamId: view.teamId,
  metadata: view.metadata,
  schedule: view.schedule,
  plan: view.plan,
  design: view.design,
});

/** An instant as a field of day and time in UTC takes it, and back; empty is null. */
export const toField = (iso: string | null): string => (iso === null ? '' : iso.slice(0, 16));
export const fromField = (field: string): string | null => (field === '' ? null : `${field.slice(0, 16)}:00Z`);
