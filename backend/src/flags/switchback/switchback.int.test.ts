import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FlagTrial, SwitchbackSchedule } from '@assay/api-contract';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { aDefault, aFlagInput, anExperiment, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Browser;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
  await editor.post('/flags', aFlagInput({ key: 'fees' }));
});
afterAll(() => backend?.stop());

const design = { attribute: 'city', units: ['Oslo', 'Rome'], slotMinutes: 60 };
const put = (change: object) =>
  editor.put<ProblemBody>(
    '/flags/fees/environments/production',
    { isEnabled: true, allocations: [anExperiment(change), aDefault('off')] },
    { 'if-match': '*' },
  );
const path = '/flags/fees/environments/production/allocations';

it('tells the schedule that subjects are decided by', async () => {
  const times = { startAt: '2026-03-01T00:00:00Z', endAt: '2026-03-01T06:00:00Z' };
  expect((await put({ ...times, switchback: design })).status).toBe(200);

  const { body } = await editor.get<SwitchbackSchedule>(`${path}/test/switchback`);
  const trials = await Promise.all(
    body.cells.map(({ unit, startAt }) => {
      const at = new Date(Date.parse(startAt) + 1_000).toISOString();
      const question = { environment: 'production', subjectKey: 'u1', attributes: { city: unit }, at };
      return editor.post<FlagTrial>('/flags/fees/try', question);
    }),
  );

  expect([body.experiment, body.attribute, body.cells.length]).toEqual(['fees-test', 'city', 12]);
  expect(trials.map((trial) => trial.body.variation)).toEqual(body.cells.map(({ variation }) => variation));
});

it('has no schedule for what is no switchback', async () => {
  expect((await editor.get(`${path}/default/switchback`)).status).toBe(404);
  expect((await editor.get(`${path}/nothing/switchback`)).status).toBe(404);
});

it('refuses a schedule without an end, at its field', async () => {
  const { status, body } = await put({ startAt: '2026-03-01T00:00:00Z', switchback: design });

  expect([status, body.errors[0]?.path]).toEqual([400, 'allocations.0.endAt']);
});
