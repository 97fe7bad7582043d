import { expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { NewEntryPointPage } from './EntryPages.js';
import { PropertySourcePage } from './PropertyPages.js';
import { NewSegmentPage } from './SegmentPages.js';
import { SourcesPage } from './SourcesPage.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const segment = {
  ...stored,
  id: 'seg1',
  name: 'Germany',
  description: '',
  entityId: 'ent1',
  conditions: [{ property: 'Country', operation: 'equals', values: ['DE', 'AT'] }],
};
const lists = {
  'GET /api/v1/entities': listOf({ ...stored, id: 'ent1', name: 'Visitor', description: '' }),
  'GET /api/v1/connections': listOf(),
  'GET /api/v1/segments': listOf(segment),
  'GET /api/v1/entry-points': listOf(),
  'GET /api/v1/property-sources': listOf(),
  'GET /api/v1/assignment-sources': listOf({
    ...stored,
    id: 'as1',
    name: 'Assignments',
    description: '',
    entityId: 'ent1',
    sql: 'SELECT 1',
    subjectColumn: 'subject',
    timestampColumn: 'ts',
    experimentKeyColumn: 'experiment',
    variationColumn: 'variation',
    partitionColumn: null,
    properties: [{ name: 'Country', column: 'country' }],
    untilColumn: null,
    secondaryIds: [],
  }),
};
const pages = [
  { path: '/sources/segments/new', element: <NewSegmentPage /> },
  { path: '/sources/properties/:id', element: <PropertySourcePage /> },
  { path: '/sources/entries/new', element: <NewEntryPointPage /> },
  { path: '/sources', element: <SourcesPage /> },
];

it('says in words which subjects a segment holds', async () => {
  serve(lists);
  renderRoutes(pages, '/sources?kind=segments');

  const table = within(await screen.findByRole('table', { name: 'Segments' }));
  expect(table.getByRole('link', { name: /Germany/ }).getAttribute('href')).toBe('/sources/segments/seg1');
  expect(table.getByText('Country is DE or AT')).toBeTruthy();
});

it('says what an entry point is while there is none', async () => {
  serve(lists);
  renderRoutes(pages, '/sources?kind=entries');

  expect(await screen.findByText('No entry point yet')).toBeTruthy();
  expect(screen.getAllByRole('link', { name: 'New entry point' })[0]?.getAttribute('href')).toBe(
    '/sources/entries/new',
  );
});

const accounts = {
  ...{ ...stored, id: 'prs1', name: 'Accounts', description: '', entityId: 'ent1', sql: 'SELECT * FROM accounts' },
  ...{ subjectColumn: 'id', properties: [{ name: 'Plan', column: 'plan' }] },
};

it('lists properties of entities, and says what they are while there are none', async () => {
  serve({ ...lists, 'GET /api/v1/property-sources': listOf(accounts) });
  renderRoutes(pages, '/sources?kind=properties');

  const table = within(await screen.findByRole('table', { name: 'Properties of entities' }));
  expect(table.getByRole('link', { name: /Accounts/ }).getAttribute('href')).toBe('/sources/properties/prs1');
  expect(table.getByText('Plan')).toBeTruthy();
});

it('adds a property of an entity', async () => {
  const at = '/api/v1/property-sources/prs1';
  const asked = serve({
    ...lists,
    ...{ [`GET ${at}`]: accounts, [`GET ${at}/uses`]: listOf(), [`GET ${at}/versions`]: listOf() },
    [`PUT ${at}`]: ({ body }: { body: unknown }) => ({ body: { ...accounts, ...(body as object), version: 2 } }),
  });
  renderRoutes(pages, '/sources/properties/prs1');

  await userEvent.click(await screen.findByRole('button', { name: 'Add a property' }));
  await userEvent.type(screen.getAllByRole('textbox', { name: 'Name' }).at(-1) as HTMLElement, 'Size');
  await userEvent.type(screen.getAllByRole('combobox', { name: 'Column' }).at(-1) as HTMLElement, 'size');
  await userEvent.click(screen.getByRole('button', { name: 'Save new version' }));

  expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({
    properties: [
      { name: 'Plan', column: 'plan' },
      { name: 'Size', column: 'size' },
    ],
  });
});

it('saves a segment of some values of a property', async () => {
  const asked = serve({
    ...lists,
    'POST /api/v1/segments': ({ body }: { body: unknown }) => ({
      status: 201,
      body: { ...stored, id: 'seg2', ...(body as object) },
    }),
  });
  renderRoutes(pages, '/sources/segments/new');

  await userEvent.type(await screen.findByLabelText(/^Name/), 'Not France');
  await userEvent.type(screen.getByRole('combobox', { name: 'Property' }), 'Country');
  await userEvent.click(screen.getByRole('combobox', { name: 'Comparison' }));
  await userEvent.click(await screen.findByRole('option', { name: 'is not' }));
  await userEvent.type(screen.getByRole('combobox', { name: 'Values' }), 'FR{Enter}');
  await userEvent.click(screen.getByRole('button', { name: 'Create segment' }));

  expect(await screen.findByRole('table', { name: 'Segments' })).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    name: 'Not France',
    entityId: 'ent1',
    conditions: [{ property: 'Country', operation: 'not_equals', values: ['FR'] }],
  });
});

it('names what is missing of a new segment beside the field', async () => {
  serve(lists);
  renderRoutes(pages, '/sources/segments/new');

  await userEvent.click(await screen.findByRole('button', { name: 'Create segment' }));

  expect(screen.getByText('Give it a name.')).toBeTruthy();
  expect(screen.getByText('Name a property of the assignment source.')).toBeTruthy();
  expect(screen.getByText('Give at least one value.')).toBeTruthy();
});

it('names what is missing of a new entry point beside the field', async () => {
  serve(lists);
  renderRoutes(pages, '/sources/entries/new');

  await userEvent.click(await screen.findByRole('button', { name: 'Create entry point' }));

  expect(screen.getByText('Write a SELECT.')).toBeTruthy();
  expect(screen.getAllByText('Choose a column.')).toHaveLength(2);
});
