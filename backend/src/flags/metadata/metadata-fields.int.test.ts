import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { FlagView, MetadataFieldView } from '@assay/api-contract';
import { startBackend, type Browser, type TestBackend } from '../../testing/index.js';
import { aFlagInput, onAndOff, type ProblemBody } from '../testing/builders.js';

let backend: TestBackend;
let owner: Browser;
let editor: Browser;
const any = { 'if-match': '*' };
const area = { key: 'area', name: 'Area', kind: 'select', options: ['Checkout', 'Search'], isRequired: false };

beforeAll(async () => {
  backend = await startBackend();
  [owner, editor] = [await backend.as('data_owner'), await backend.as('experiment_editor')];
  for (const field of [
    area,
    { key: 'ticket', name: 'Ticket', kind: 'text' },
    { key: 'teams', name: 'Teams', kind: 'multi_select', options: ['A', 'B'] },
  ]) {
    expect((await owner.post('/metadata-fields', field)).status).toBe(201);
  }
});
afterAll(() => backend?.stop());

let made = 0;
const create = (metadata?: object) => {
  made += 1;
  return editor.post<FlagView & ProblemBody>(
    '/flags',
    aFlagInput({ key: `flag-${made}`, ...(metadata && { metadata }) }),
  );
};
const save = (key: string, metadata?: object) =>
  editor.put<FlagView & ProblemBody>(
    `/flags/${key}`,
    { name: 'Flag', description: '', variations: onAndOff, ...(metadata && { metadata }) },
    any,
  );

it('keeps what is said of a flag, without what is empty, until it is said anew', async () => {
  const { body } = await create({ area: 'Search', teams: ['B', 'A'], ticket: '' });
  const untouched = await save(body.key);
  const anew = await save(body.key, { ticket: 'SHOP-1' });

  expect(body.metadata).toEqual({ area: 'Search', teams: ['B', 'A'] });
  expect(untouched.body.metadata).toEqual(body.metadata);
  expect(anew.body.metadata).toEqual({ ticket: 'SHOP-1' });
});

it.each<[string, object, string]>([
  ['a field that is not there', { cost: '1' }, 'metadata.cost'],
  ['what is no option', { area: 'Home' }, 'metadata.area'],
  ['one of several for a list', { teams: 'A' }, 'metadata.teams'],
  ['a list for a text', { ticket: ['A'] }, 'metadata.ticket'],
])('refuses %s, naming the field', async (_, metadata, path) => {
  const { status, body } = await create(metadata);

  expect([status, body.errors.map((error) => error.path)]).toEqual([400, [path]]);
});

it('asks for a required field when a flag is made, and leaves flags alone that are there', async () => {
  const { body: before } = await create();
  const field = { key: 'cost', name: 'Cost centre', kind: 'text', isRequired: true };
  await owner.post('/metadata-fields', field);

  const without = await create();
  const edited = await save(before.key);
  const emptied = await save(before.key, { ticket: 'X' });
  await owner.delete('/metadata-fields/cost', any);

  expect([without.status, without.body.errors[0]?.message]).toEqual([400, 'Say the Cost centre.']);
  expect([edited.status, emptied.status]).toEqual([200, 400]);
});

it('keeps what was said although the option is gone, and forgets a field with what flags say in it', async () => {
  const { body } = await create({ area: 'Checkout' });
  await owner.put('/metadata-fields/area', { ...area, options: ['Search'] }, any);
  const kept = await save(body.key, { area: 'Checkout', ticket: 'Y' });

  const removed = await owner.delete('/metadata-fields/area', any);
  const after = await editor.get<FlagView>(`/flags/${body.key}`);

  expect([kept.status, removed.status]).toEqual([200, 204]);
  expect(after.body.metadata).toEqual({ ticket: 'Y' });
});

it('refuses options for a text, a choice without options, another kind, and whoever may not', async () => {
  const paths = async (field: object) =>
    (await owner.post<ProblemBody>('/metadata-fields', { key: 'x', name: 'X', ...field })).body.errors.map(
      (error) => error.path,
    );
  const other = { key: 'ticket', name: 'Ticket', kind: 'select', options: ['a'] };
  const { body } = await owner.get<{ items: MetadataFieldView[] }>('/metadata-fields');

  expect(await paths({ kind: 'text', options: ['a'] })).toEqual(['options']);
  expect(await paths({ kind: 'select' })).toEqual(['options']);
  expect((await owner.put<ProblemBody>('/metadata-fields/ticket', other, any)).body.errors[0]?.path).toBe('kind');
  expect((await editor.post('/metadata-fields', { ...other, key: 'y' })).status).toBe(403);
  expect(body.items.map(({ key }) => key)).toContain('ticket');
});
