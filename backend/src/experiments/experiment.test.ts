import { expect, it } from '@jest/globals';
import { analysisPlan, experimentDesign } from '@assay/definitions';
import { conclude, edit, eventsEndOf, start, type Experiment } from './experiment.js';

const at = new Date('2026-03-10T00:00:00Z');

const anExperiment = (change: Partial<Experiment> = {}): Experiment => ({
  id: 'exp_1',
  workspaceId: 'wsp_1',
  name: 'Checkout',
  hypothesis: '',
  design: experimentDesign.parse({
    experimentKey: 'checkout-test',
    assignmentSourceId: 'src_1',
    assignmentFrom: '2026-03-01T00:00:00Z',
    variations: [
      { key: 'a', name: 'A', weight: 1, isControl: true },
      { key: 'b', name: 'B', weight: 1, isControl: false },
    ],
    metrics: [{ metricId: 'met_1', role: 'primary' }],
  }),
  plan: analysisPlan.parse({}),
  schedule: null,
  note: '',
  hasTimes: true,
  tags: [],
  owner: '',
  teamId: null,
  metadata: {},
  status: 'draft',
  startedAt: null,
  concludedAt: null,
  decision: null,
  lastRun: null,
  nextRefreshAt: null,
  version: 1,
  createdAt: at,
  updatedAt: at,
  ...change,
});

it('starts a draft that has a primary metric', () => {
  expect(start(anExperiment(), at)).toMatchObject({ status: 'running', startedAt: at });
});

it('does not start without a primary metric, and says which field', () => {
  const draft = anExperiment();
  const bare = { ...draft, design: { ...draft.design, metrics: [] } };

  expect(() => start(bare, at)).toThrow(/design.metrics/);
});

it('ends the assignments when it is concluded while they run', () => {
  const concluded = conclude(anExperiment(), { outcome: 'positive', rolledOut: 'b', notes: '' }, at);

  expect(concluded).toMatchObject({ status: 'concluded', design: { assignmentUntil: '2026-03-10T00:00:00.000Z' } });
});

it('refuses to roll out a variation that it does not have', () => {
  expect(() => conclude(anExperiment(), { outcome: 'positive', rolledOut: 'c', notes: '' }, at)).toThrow(/choose a, b/);
});

it('keeps the design of a concluded experiment', () => {
  const concluded = conclude(anExperiment(), { outcome: 'neutral', rolledOut: null, notes: '' }, at);
  const changed = { ...concluded.design, splitBy: ['country'] };

  expect(() => edit(concluded, { ...concluded, design: changed })).toThrow(/Make a new experiment/);
  expect(edit(concluded, { ...concluded, name: 'Renamed' }).name).toBe('Renamed');
});

it('analyses an open experiment up to now and a closed one up to its end', () => {
  const { design } = anExperiment();

  expect(eventsEndOf(design, at)).toEqual(at);
  expect(eventsEndOf({ ...design, assignmentUntil: '2026-03-05T00:00:00Z' }, at)).toEqual(
    new Date('2026-03-05T00:00:00Z'),
  );
});
