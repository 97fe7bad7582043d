import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ExperimentView, FlagVersion, FlagView, MetadataFieldView, Problem } from '@assay/api-contract';
import { type Browser, Shop, startBackend, type TestBackend } from '../testing/index.js';

let backend: TestBackend;
let owner: Browser;
let editor: Browser;
let seed: Pick<ExperimentView, 'design' | 'plan'>;
const any = { 'if-match': '*' };

beforeAll(async () => {
  backend = await startBackend();
  const shop = await Shop.open(backend, [
    `CREATE TABLE assignments AS SELECT 'u' AS subject, 'x' AS experiment, 'control' AS variation, TIMESTAMP '2026-03-01' AS ts`,
  ]);
  const { body } = await shop.owner.get<ExperimentView>(
    `/experiments/${await shop.experiment({ key: 'seed', metricIds: [] })}`,
  );
  seed = { design: body.design, plan: body.plan };
  [owner, editor] = [await backend.as('data_owner'), await backend.as('experiment_editor')];
  for (const field of [
    { key: 'area', name: 'Area', kind: 'select', options: ['Checkout', 'Search'], appliesTo: ['flag', 'experiment'] },
    { key: 'ticket', name: 'Ticket', kind: 'text' },
    { key: 'cost', name: 'Cost centre', kind: 'text', appliesTo: ['experiment'] },
  ]) {
    expect((await owner.post('/metadata-fields', field)).status).toBe(201);
  }
});
afterAll(() => backend?.stop());

let made = 0;
const input = (change: object = {}) => ({ name: `Experiment ${(made += 1)}`, ...seed, ...change });
const create = (change?: object) =>
  editor.post<ExperimentView & Pick<Problem, 'errors'>>('/experiments', input(change));
const variations = [
  { key: 'on', name: 'On', value: true },
  { key: 'off', name: 'Off', value: false },
];
const aFlag = async (change: object): Promise<string> => {
  const key = `flag-${(made += 1)}`;
  const { status } = await editor.post('/flags', { key, name: 'Flag', type: 'BOOLEAN', variations, ...change });
  expect(status).toBe(201);
  return key;
};

it('keeps tags, owner and metadata until they are said anew', async () => {
  const { body } = await create({ tags: ['b', 'a', 'b'], owner: 'Growth', metadata: { area: 'Search', cost: '' } });
  const { name, design, plan } = body;

  const untouched = await editor.put<ExperimentView>(`/experiments/${body.id}`, { name, design, plan }, any);
  const anew = await editor.put<ExperimentView>(
    `/experiments/${body.id}`,
    { name, design, plan, tags: [], owner: '', metadata: { cost: '42' } },
    any,
  );

  const said = ({ tags, owner: by, metadata }: ExperimentView) => [tags, by, metadata];
  expect(said(body)).toEqual([['a', 'b'], 'Growth', { area: 'Search' }]);
  expect(said(untouched.body)).toEqual(said(body));
  expect(said(anew.body)).toEqual([[], '', { cost: '42' }]);
});

it.each<[string, object, string]>([
  ['a field that is asked of flags only', { ticket: 'X' }, 'metadata.ticket'],
  ['a field that is not there', { price: '1' }, 'metadata.price'],
  ['what is no option', { area: 'Home' }, 'metadata.area'],
])('refuses %s, naming the field', async (_, metadata, path) => {
  const { status, body } = await create({ metadata });

  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
});

it('neither makes an experiment nor saves one without what is required of it', async () => {
  const { body: before } = await create();
  const field = { key: 'risk', name: 'Risk', kind: 'text', isRequired: true, appliesTo: ['experiment'] };
  await owner.post('/metadata-fields', field);

  const without = await create();
  const { name, design, plan } = before;
  const emptied = await editor.put<Problem>(`/experiments/${before.id}`, { name, design, plan, metadata: {} }, any);
  const flag = await aFlag({});
  await owner.delete('/metadata-fields/risk', any);

  expect([without.status, without.body.errors]).toEqual([400, [{ path: 'metadata.risk', message: 'Say the Risk.' }]]);
  expect([emptied.status, emptied.body.errors[0]?.path]).toEqual([400, 'metadata.risk']);
  expect(flag).toMatch(/^flag-/);
});

it('copies from its flag once what it does not say itself, and only in fields that are asked of experiments', async () => {
  const key = await aFlag({ tags: ['checkout'], owner: 'Ada', metadata: { area: 'Checkout', ticket: 'SHOP-1' } });

  const { body } = await create({ fromFlag: key, owner: 'Bob' });
  const edited = await editor.put(`/flags/${key}`, { name: 'Flag', variations, owner: 'Eve', tags: ['other'] }, any);
  const later = await editor.get<ExperimentView>(`/experiments/${body.id}`);
  const unknown = await create({ fromFlag: 'nowhere' });

  expect(body).toMatchObject({ tags: ['checkout'], owner: 'Bob', metadata: { area: 'Checkout' } });
  expect(body.metadata).not.toHaveProperty('ticket');
  expect([edited.status, later.body]).toEqual([200, body]);
  expect([unknown.status, unknown.body.errors[0]?.path]).toEqual([400, 'fromFlag']);
});

it('lists the experiments of a tag and of an owner', async () => {
  const { body: one } = await create({ tags: ['winter'], owner: 'Search' });
  const { body: other } = await create({ tags: ['winter', 'sale'], owner: 'Orders' });

  const found = async (query: string) =>
    (await editor.get<{ items: ExperimentView[] }>(`/experiments?${query}`)).body.items.map(({ id }) => id);

  expect(await found('tag=winter')).toEqual([other.id, one.id]);
  expect(await found('tag=sale')).toEqual([other.id]);
  expect(await found('tag=winter&owner=Search')).toEqual([one.id]);
  expect(await found('owner=Nobody')).toEqual([]);
});

it('gives whatever said something in a deleted field a new version, which its history names', async () => {
  await owner.post('/metadata-fields', { key: 'old', name: 'Old', kind: 'text', appliesTo: ['flag', 'experiment'] });
  const key = await aFlag({ metadata: { old: '1', ticket: 'T' } });
  const { body: silent } = await editor.get<FlagView>(`/flags/${await aFlag({})}`);
  const { body: experiment } = await create({ metadata: { old: '2', area: 'Search' } });

  await owner.delete('/metadata-fields/old', any);

  const flag = await editor.get<FlagView>(`/flags/${key}`);
  const history = await editor.get<{ items: (FlagVersion & { flag: FlagView })[] }>(`/flags/${key}/versions`);
  const after = await editor.get<ExperimentView>(`/experiments/${experiment.id}`);
  const stale = await editor.put(`/flags/${key}`, { name: 'Flag', variations }, { 'if-match': '"1"' });
  expect([flag.body.version, flag.body.metadata]).toEqual([2, { ticket: 'T' }]);
  expect(history.body.items.map(({ change }) => change)).toEqual(['metadata field “Old” deleted', 'created']);
  expect(history.body.items[0]?.flag).toEqual(flag.body);
  expect([after.body.version, after.body.metadata]).toEqual([experiment.version + 1, { area: 'Search' }]);
  expect((await editor.get<FlagView>(`/flags/${silent.key}`)).body).toEqual(silent);
  expect(stale.status).toBe(412);
});

it('asks a field of what it was asked of before where an update does not say', async () => {
  const { body } = await owner.get<{ items: MetadataFieldView[] }>('/metadata-fields');
  const { key, name, kind, options } = body.items.find((field) => field.key === 'cost')!;

  const same = await owner.put<MetadataFieldView>('/metadata-fields/cost', { key, name, kind, options }, any);
  const none = await owner.put<Problem>('/metadata-fields/cost', { key, name, kind, options, appliesTo: [] }, any);

  expect(same.body.appliesTo).toEqual(['experiment']);
  expect([none.status, none.body.errors[0]?.path]).toEqual([400, 'appliesTo']);
});

it('shows nothing of it to another organisation', async () => {
  const { body } = await create({ tags: ['secret'] });
  const stranger = await backend.as('admin', await backend.addOrganisation('Elsewhere'));

  const read = await stranger.get(`/experiments/${body.id}`);
  const listed = await stranger.get<{ items: unknown[] }>('/experiments?tag=secret');
  const fields = await stranger.get<{ items: unknown[] }>('/metadata-fields');

  expect([read.status, listed.body.items, fields.body.items]).toEqual([404, [], []]);
});
