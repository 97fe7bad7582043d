import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { limits, type LimitsView } from '@assay/api-contract';
import pg from 'pg';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { aFlagInput, anAllocation, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Awaited<ReturnType<TestBackend['as']>>;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
});
afterAll(() => backend.stop());

const of = (key: keyof typeof limits): number => limits[key].limit;
const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const any = { 'if-match': '*' };

it('lists every limit with its unit', async () => {
  const { body } = await editor.get<LimitsView>('/limits');

  expect(body.items).toHaveLength(Object.keys(limits).length);
  expect(body.items.find(({ key }) => key === 'textValue')).toMatchObject({ limit: 65_536, unit: 'bytes' });
});

const text = (length: number) => [{ key: 'a', name: '', value: 'é'.repeat(length / 2) }];
const json = (length: number) => [{ key: 'a', name: '', value: 'x'.repeat(length - 2) }];
it.each<[string, string, (over: number) => Record<string, unknown>]>([
  [
    'text of a variation',
    'variations.0.value',
    (over) => ({ type: 'STRING', variations: text(of('textValue') + 2 * over) }),
  ],
  ['JSON of a variation', 'variations.0.value', (over) => ({ type: 'JSON', variations: json(of('jsonValue') + over) })],
  [
    'number of variations',
    'variations',
    (over) => ({
      type: 'INTEGER',
      variations: many(of('variations') + over, (at) => ({ key: `v${at}`, name: '', value: at })),
    }),
  ],
  ['length of a key', 'key', (over) => ({ key: 'k'.repeat(of('key') + over) })],
  ['length of a name', 'name', (over) => ({ name: 'n'.repeat(of('name') + over) })],
  ['length of a description', 'description', (over) => ({ description: 'd'.repeat(of('description') + over) })],
])('takes a flag at the limit of the %s and refuses one above it', async (what, path, make) => {
  const key = `at-${what.replaceAll(' ', '-')}`;

  const above = await editor.post<ProblemBody>('/flags', aFlagInput({ key, ...make(1) }));
  const at = await editor.post<ProblemBody>('/flags', aFlagInput({ key, ...make(0) }));

  expect([above.status, above.body.errors[0]?.path]).toEqual([400, path]);
  expect(at.status).toBe(201);
});

const condition = (value: unknown, operator = 'ONE_OF', attribute = 'a') => ({ attribute, operator, value });
const ruled = (...conditions: object[]) => anAllocation({ rules: [{ conditions }] as never });
const value = '0.rules.0.conditions.0.value';
it.each<[string, string, (over: number) => object[]]>([
  ['allocations', '', (over) => many(of('allocations') + over, (at) => anAllocation({ key: `k${at}` }))],
  [
    'rules',
    '0.rules',
    (over) => [anAllocation({ rules: many(of('rules') + over, () => ({ conditions: [condition(['x'])] })) as never })],
  ],
  ['conditions', '0.rules.0.conditions', (over) => [ruled(...many(of('conditions') + over, () => condition(['x'])))]],
  ['values', value, (over) => [ruled(condition(many(of('conditionValues') + over, String)))]],
  ['characters of a value', `${value}.0`, (over) => [ruled(condition(['x'.repeat(of('conditionValue') + over)]))]],
  ['characters of a pattern', value, (over) => [ruled(condition('x'.repeat(of('pattern') + over), 'MATCHES'))]],
  [
    'characters of an attribute',
    '0.rules.0.conditions.0.attribute',
    (over) => [ruled(condition(['x'], 'ONE_OF', 'a'.repeat(of('attribute') + over)))],
  ],
  [
    'phases',
    '0.phases',
    (over) => [
      anAllocation({
        trafficExposure: 0,
        phases: many(of('phases') + over, (at) => ({
          at: new Date(Date.UTC(2026, 0, at + 1)).toISOString(),
          trafficExposure: 1,
        })),
      }),
    ],
  ],
])('takes allocations at the limit of %s and refuses them above it', async (what, path, make) => {
  const key = `of-${what.replaceAll(' ', '-')}`;
  await editor.post('/flags', aFlagInput({ key }));
  const put = (over: number) =>
    editor.put<ProblemBody>(`/flags/${key}/environments/test`, { isEnabled: true, allocations: make(over) }, any);

  const [above, at] = [await put(1), await put(0)];

  expect([above.status, above.body.errors[0]?.path]).toEqual([
    400,
    path === '' ? 'allocations' : `allocations.${path}`,
  ]);
  expect(at.status).toBe(200);
});

it('does not let the rules of an audience that goes make too many of an allocation', async () => {
  const rules = many(of('rules'), () => ({ conditions: [condition(['x'])] }));
  await editor.post('/audiences', { key: 'large', name: 'Large', rules });
  await editor.post('/flags', aFlagInput({ key: 'full' }));
  const allocations = [anAllocation({ rules: rules as never, audiences: ['large'] })];
  await editor.put('/flags/full/environments/test', { isEnabled: true, allocations }, any);

  const { status } = await editor.delete('/audiences/large', any);

  expect(status).toBe(400);
  expect((await editor.get('/flags/full')).status).toBe(200);
});

it('takes so many flags and no more, not counting archived ones', async () => {
  const owner = new pg.Client({ connectionString: backend.databaseUrl });
  await owner.connect();
  await owner.query(
    `INSERT INTO flag (id, organisation_id, workspace_id, key, name, description, type, variations, version, created_at, updated_at)
     SELECT 'flg_' || n, $1, $2, 'many-' || n, 'x', '', 'BOOLEAN', '[]', 1, now(), now()
       FROM generate_series(1, $3 - (SELECT count(*)::int FROM flag WHERE workspace_id = $2)) AS n`,
    [backend.place.organisationId, backend.place.workspaceId, of('flagsPerWorkspace')],
  );
  await owner.end();

  const above = await editor.post<ProblemBody>('/flags', aFlagInput({ key: 'one-more' }));
  await editor.delete('/flags/many-1', any);

  expect([above.status, above.body.code]).toEqual([409, 'conflict']);
  expect((await editor.post('/flags', aFlagInput({ key: 'one-more' }))).status).toBe(201);
});
