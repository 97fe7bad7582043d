import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { LayerView } from '@assay/api-contract';
import { startBackend, type TestBackend } from '../../testing/index.js';
import { aDefault, aFlagInput, anAllocation, anExperiment, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let editor: Awaited<ReturnType<TestBackend['as']>>;
beforeAll(async () => {
  backend = await startBackend();
  editor = await backend.as('experiment_editor');
});
afterAll(() => backend.stop());

let made = 0;
let layer = '';
const any = { 'if-match': '*' };
const part = (start: number, end: number) => ({ layer: { key: layer, start, end } });
const flagKey = (name: string): string => `${name}-${made}`;
const put = (name: string, allocations: object[], environment = 'production') =>
  editor.put<ProblemBody>(`/flags/${flagKey(name)}/environments/${environment}`, { isEnabled: true, allocations }, any);
const view = async (): Promise<LayerView> => (await editor.get<LayerView>(`/layers/${layer}`)).body;

beforeEach(async () => {
  made += 1;
  layer = `layer-${made}`;
  expect((await editor.post('/layers', { key: layer, name: 'Checkout' })).status).toBe(201);
  for (const name of ['one', 'two']) await editor.post('/flags', aFlagInput({ key: flagKey(name) }));
});

it('shows who takes which part', async () => {
  await put('two', [anExperiment(part(5_000, 10_000))]);
  await put('one', [anExperiment(part(0, 5_000))]);

  expect((await view()).uses.map(({ flag, start, end }) => [flag, start, end])).toEqual([
    [flagKey('one'), 0, 5_000],
    [flagKey('two'), 5_000, 10_000],
  ]);
});

it('refuses parts that overlap, in one environment, with the flag that has it', async () => {
  await put('one', [anExperiment(part(0, 5_000))]);

  const { status, body } = await put('two', [anExperiment(part(4_999, 6_000))]);
  const own = await put('two', [anExperiment(part(5_000, 6_000)), anAllocation(part(5_500, 7_000))]);
  const elsewhere = await put('two', [anExperiment(part(0, 10_000))], 'test');
  const again = await put('one', [anExperiment(part(0, 7_000))]);

  expect([status, body.errors[0]?.path]).toEqual([400, 'allocations.0.layer.start']);
  expect(body.errors[0]?.message).toContain(flagKey('one'));
  expect([own.status, own.body.errors[0]?.path]).toEqual([400, 'allocations.1.layer.start']);
  expect([elsewhere.status, again.status]).toEqual([200, 200]);
});

it('gives the part of an allocation that is over to others', async () => {
  await put('one', [anExperiment({ ...part(0, 5_000), endAt: '2020-01-01T00:00:00Z' })]);

  expect((await put('two', [anExperiment(part(0, 5_000))])).status).toBe(200);
  expect((await view()).uses.map(({ flag }) => flag)).toEqual([flagKey('two')]);
});

it('gives one part to one of two who ask at once', async () => {
  const answers = await Promise.all([
    put('one', [anExperiment(part(0, 5_000))]),
    put('two', [anExperiment(part(2_000, 8_000))]),
  ]);

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
});

it('refuses a layer that is not there, a part that is empty, and one for the default', async () => {
  const paths = async (allocation: object): Promise<unknown> =>
    (await put('one', [allocation])).body.errors.map((error) => error.path);

  expect(await paths(anExperiment({ layer: { key: 'nowhere', start: 0, end: 10 } }))).toEqual([
    'allocations.0.layer.key',
  ]);
  expect(await paths(anExperiment(part(10, 10)))).toEqual(['allocations.0.layer.end']);
  expect(await paths({ ...aDefault(), ...part(0, 10) })).toEqual(['allocations.0.layer']);
});

it('is deleted when nobody uses it', async () => {
  await put('one', [anExperiment(part(0, 5_000))]);
  const used = await editor.delete<ProblemBody>(`/layers/${layer}`, any);
  await put('one', []);

  const unused = await editor.delete(`/layers/${layer}`, any);

  expect([used.status, used.body.detail]).toEqual([409, expect.stringContaining(flagKey('one'))]);
  expect([unused.status, (await editor.get(`/layers/${layer}`)).status]).toEqual([204, 404]);
});

it('keeps its key, and tells two editors apart', async () => {
  const put2 = (body: object, version: string) => editor.put(`/layers/${layer}`, body, { 'if-match': version });

  expect((await put2({ key: 'other', name: 'X' }, '"1"')).status).toBe(400);
  expect((await put2({ name: 'Renamed' }, '"1"')).status).toBe(200);
  expect((await put2({ name: 'Again' }, '"1"')).status).toBe(412);
});
