import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AssignmentSourceView,
  EntityView,
  ExperimentView,
  FactSourceView,
  MetricView,
  ResultsView,
} from '@assay/api-contract';
import { switchbackEffect, type SwitchbackCell } from '@assay/stats';
import { startBackend, type TestBackend } from '../testing/backend.js';
import type { Answer } from '../testing/browser.js';
import { Shop } from '../testing/shop.js';

// Twelve cities, switched every six hours for six days. Each hour has a ride; a fare is 2 higher under the treatment,
// but what a driver earns in the first hour of a slot is still that of the slot before.
const cities = 12;
const slots = 24;
const isTreated = (city: number, slot: number): boolean => (slot + Math.floor(slot / 2) + city) % 2 === 1;
const fare = (city: number, slot: number, hour: number): number =>
  10 + city + ((city * 7 + slot * 5 + hour * 3) % 9) + (isTreated(city, hour === 0 ? slot - 1 : slot) ? 2 : 0);
const at = (slot: number, hour: number, minute = 0): string =>
  new Date(Date.UTC(2026, 2, 2, slot * 6 + hour, minute)).toISOString().slice(0, 19).replace('T', ' ');

const each = Array.from({ length: cities }, (_, city) => Array.from({ length: slots }, (__, slot) => ({ city, slot })));
const schedule = each.flat().map(({ city, slot }) => {
  const variation = isTreated(city, slot) ? 'treatment' : 'control';
  return `('city ${city}', 'fares', '${variation}', TIMESTAMP '${at(slot, 0)}', TIMESTAMP '${at(slot, 6)}')`;
});
const rides = each
  .flat()
  .flatMap(({ city, slot }) =>
    Array.from(
      { length: 6 },
      (_, hour) => `('city ${city}', TIMESTAMP '${at(slot, hour, 30)}', ${fare(city, slot, hour)})`,
    ),
  );
const tables = [
  `CREATE TABLE assignments (subject VARCHAR, ts TIMESTAMP, experiment VARCHAR, variation VARCHAR)`,
  `CREATE TABLE schedule AS SELECT * FROM (VALUES ${schedule.join(',')}) AS t(unit, experiment, variation, starts, ends)`,
  `CREATE TABLE rides AS SELECT * FROM (VALUES ${rides.join(',')}) AS t(city, ts, fare)`,
];

let backend: TestBackend;
let shop: Shop;
let city: EntityView;
let sourceId: string;
let facts: FactSourceView;

const made = <T>({ status, body, text }: Answer<T>): T => {
  if (status !== 201) throw new Error(text);
  return body;
};
const source = {
  ...{ name: 'Schedule', sql: 'SELECT * FROM schedule', subjectColumn: 'unit', timestampColumn: 'starts' },
  ...{ untilColumn: 'ends', experimentKeyColumn: 'experiment', variationColumn: 'variation' },
};
const factId = (name: string): string => facts.facts.find((fact) => fact.name === name)?.id ?? '';
const metric = async (name: string, more: object): Promise<string> =>
  made(await shop.owner.post<MetricView>('/metrics', { name, entityId: city.id, ...more })).id;

beforeAll(async () => {
  backend = await startBackend();
  await backend.listen();
  shop = await Shop.open(backend, tables);
  city = made(await shop.owner.post<EntityView>('/entities', { name: 'City' }));
  const posted = await shop.owner.post<AssignmentSourceView>('/assignment-sources', { ...source, entityId: city.id });
  sourceId = made(posted).id;
  facts = made(
    await shop.owner.post<FactSourceView>('/fact-sources', {
      ...{ name: 'Rides', sql: 'SELECT * FROM rides', timestampColumn: 'ts' },
      entities: [{ entityId: city.id, column: 'city' }],
      facts: [
        { name: 'Fare', column: 'fare' },
        { name: 'Ride', column: null },
      ],
    }),
  );
});

afterAll(() => backend?.stop());

const perRide = () =>
  metric('Fare per ride', {
    kind: 'ratio',
    numerator: { factId: factId('Fare'), operation: 'sum' },
    denominator: { factId: factId('Ride'), operation: 'count' },
  });

/** An experiment on the schedule, as the API answers. */
const experiment = async (name: string, metricId: string, change: object = {}) => {
  const id = await shop.experiment({ key: 'fares', name, metricIds: [], until: '2026-03-08T00:00:00Z' });
  const { body } = await shop.owner.get<ExperimentView>(`/experiments/${id}`);
  const design = { ...body.design, assignmentSourceId: sourceId, metrics: [{ metricId, role: 'primary' }], ...change };
  const answer = await shop.owner.put<ExperimentView & { detail: string }>(
    `/experiments/${id}`,
    { ...body, design },
    { 'if-match': '*' },
  );
  return { id, answer };
};

/** What a program of statistics says of the same slots, with the hours from some on. */
const expected = (firstHour: number) => {
  const cells = each.flat().map(({ city: unit, slot }): SwitchbackCell => {
    const hours = Array.from({ length: 6 }, (_, hour) => hour).filter((hour) => hour >= firstHour);
    return {
      ...{ environment: `city ${unit}`, period: slot, variation: isTreated(unit, slot) ? 1 : 0 },
      numerator: hours.reduce((sum, hour) => sum + fare(unit, slot, hour), 0),
      denominator: hours.length,
    };
  });
  const found = switchbackEffect(cells, 1, 'absolute');
  if (found.kind !== 'switchback') throw new Error(found.because);
  return found.effect;
};

const resultsOf = async (id: string): Promise<ResultsView> => {
  const run = await shop.refresh(id);
  if (run.status !== 'succeeded') throw new Error(JSON.stringify(run));
  return (await shop.owner.get<ResultsView>(`/experiments/${id}/results?effect=absolute&method=fixed`)).body;
};

it('compares slots with units switched back and forth, and leaves out the time of carry-over', async () => {
  const metricId = await perRide();

  const whole = await resultsOf((await experiment('Whole slots', metricId)).id);
  const late = await resultsOf((await experiment('After an hour', metricId, { burnInMinutes: 60 })).id);

  const lifts = [whole, late].map(({ metrics }) => metrics[0]?.arms[1]?.estimate);
  expect(lifts).toEqual(
    [expected(0), expected(1)].map(({ estimate, errorAbove }) =>
      expect.objectContaining({
        lift: expect.closeTo(estimate, 9),
        standardError: expect.closeTo(errorAbove, 9),
      }),
    ),
  );
  expect(late).toMatchObject({ counted: 'slots', sanity: { exposure: { subjects: 288, members: null } } });
  expect(late.sanity.split.status).toBe('passed');
  const shuffled = lifts.map((one) => (one?.kind === 'estimate' ? one.randomisation : null));
  expect(shuffled.map((one) => one?.draws)).toEqual([999, 999]);
  // The whole lift of 2 is planted in the later hours of each slot, and none of the shuffled schedules comes near it.
  expect(shuffled[1]?.pValue).toBe(0.001);
});

describe('given a design that slots cannot have', () => {
  it('refuses metrics with a clock of their own', async () => {
    const within = await metric('Rides in a day', {
      kind: 'simple',
      numerator: { factId: factId('Ride'), operation: 'conversion', conversionDays: 1 },
    });
    const percentile = await metric('p90', {
      kind: 'percentile',
      percentile: { factId: factId('Fare'), percentile: 0.9 },
    });

    const refusals = await Promise.all(
      [within, percentile].map(async (id, i) => (await experiment(`Refused ${i}`, id)).answer.body.detail),
    );

    expect(refusals).toEqual([
      expect.stringContaining('“Rides in a day” is a conversion, which slots of a schedule are not judged by.'),
      expect.stringContaining('“p90” is a percentile, which slots of a schedule are not judged by.'),
    ]);
  });

  it('refuses to split slots, and to say what an effect is of the whole', async () => {
    const id = await metric('Hours', { kind: 'simple', numerator: { factId: factId('Ride'), operation: 'count' } });

    const split = await experiment('Split', id, { splitBy: ['Country'] });
    const total = await experiment('Whole', id, { globalLift: { isWanted: true } });

    expect([split, total].map(({ answer }) => answer.body.detail)).toEqual([
      'design.splitBy: All slots of a schedule are analysed together: split by nothing.',
      'design.globalLift: Slots of a schedule do not stand for everyone.',
    ]);
  });

  it('refuses an entry point', async () => {
    const { body: entry } = await shop.owner.post<{ id: string }>('/entry-points', {
      ...{ name: 'Ride', entityId: city.id, sql: 'SELECT * FROM rides', subjectColumn: 'city', timestampColumn: 'ts' },
    });

    const { answer } = await experiment(
      'Entered',
      await metric('Rides', {
        ...{ kind: 'simple', numerator: { factId: factId('Ride'), operation: 'count' } },
      }),
      { entryPointId: entry.id },
    );

    expect([answer.status, answer.body.detail]).toEqual([
      400,
      'design.entryPointId: All slots of a schedule are analysed together: choose no entry point.',
    ]);
  });

  it('refuses a schedule with properties or secondary ids, and an end that is no column', async () => {
    const save = async (change: object): Promise<string> => {
      const answer = await shop.owner.post<{ detail: string }>('/assignment-sources', {
        ...{ ...source, name: 'Another', entityId: city.id },
        ...change,
      });
      return `${answer.status} ${answer.body.detail}`;
    };

    expect(await save({ properties: [{ name: 'Unit', column: 'unit' }] })).toMatch(
      /^400 .*A schedule is of units alone/,
    );
    expect(await save({ untilColumn: 'finish' })).toMatch(/^400 untilColumn: The SQL returns no column “finish”/);
    expect(await save({ untilColumn: 'variation' })).toMatch(/^400 untilColumn: “variation” is VARCHAR, no time/);
  });

  it('does not let a schedule become a source of assignments under its experiments', async () => {
    const numerator = { factId: factId('Ride'), operation: 'count' };
    await experiment('Standing', await metric('Rides again', { kind: 'simple', numerator }));

    const answer = await shop.owner.put<{ detail: string }>(
      `/assignment-sources/${sourceId}`,
      { ...source, entityId: city.id, untilColumn: null },
      { 'if-match': '*' },
    );

    expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining('“Schedule” is used by')]);
  });

  it('refuses to plan from a schedule', async () => {
    const answer = await shop.owner.post<{ detail: string }>('/baselines', {
      ...{
        assignmentSourceId: sourceId,
        metricIds: [
          await metric('Fares', {
            ...{ kind: 'simple', numerator: { factId: factId('Fare'), operation: 'sum' } },
          }),
        ],
        weeks: 4,
      },
    });

    expect([answer.status, answer.body.detail]).toEqual([400, expect.stringContaining('is a schedule of slots')]);
  });
});
