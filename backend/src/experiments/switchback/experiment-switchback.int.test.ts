import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentSwitchback } from '@assay/api-contract';
import { aDefault, aFlagInput, anExperiment } from '../../flags/testing/builders.js';
import { Shop, startBackend, type TestBackend } from '../../testing/index.js';

let backend: TestBackend;
let shop: Shop;
const times = { startAt: '2026-03-01T00:00:00Z', endAt: '2026-03-01T06:00:00Z' };

beforeAll(async () => {
  backend = await startBackend();
  shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' AS subject, 'x' AS experiment, 'control' AS variation, TIMESTAMP '2026-03-01' AS ts`,
  ]);
  await shop.owner.post('/flags', aFlagInput({ key: 'city-fees' }));
  for (const [environment, units] of [
    ['test', ['Oslo']],
    ['production', ['Oslo', 'Rome']],
  ] as const) {
    const switchback = { attribute: 'city', units: [...units], slotMinutes: 60 };
    const { status, text } = await shop.owner.put(
      `/flags/city-fees/environments/${environment}`,
      { isEnabled: true, allocations: [anExperiment({ ...times, switchback }), aDefault('off')] },
      { 'if-match': '*' },
    );
    if (status !== 200) throw new Error(text);
  }
});
afterAll(() => backend?.stop());

const plannedOf = async (key: string, who = shop.owner) => {
  const id = await shop.experiment({ key, name: key, metricIds: [] });
  return (await who.get<ExperimentSwitchback>(`/experiments/${id}/switchback`)).body.planned;
};

it('finds the schedule of its flag in production, whatever dashes are in the keys', async () => {
  const planned = await plannedOf('city-fees-test', await backend.as('viewer'));

  expect(planned).toMatchObject({ flag: 'city-fees', environment: 'production', allocation: 'test', slots: 12 });
  expect(planned?.design.units).toEqual(['Oslo', 'Rome']);
  expect(planned?.variations.map(({ slots, units }) => [slots, units])).toEqual([
    [6, 2],
    [6, 2],
  ]);
});

it('has none for an experiment of no flag, of a flag without a schedule, and with keys that only look like one', async () => {
  const others = ['elsewhere', 'city-fees-default', 'city-fees', "-city-fees-test'; --"];

  expect(await Promise.all(others.map((key) => plannedOf(key)))).toEqual([null, null, null, null]);
});
