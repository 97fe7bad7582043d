import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { AssignmentSourcePage, NewAssignmentSourcePage } from './AssignmentPages.js';
import { SourcesPage } from './SourcesPage.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const source = {
  ...stored,
  ...{ id: 'asg1', name: 'Visits', description: '', entityId: 'ent1', sql: 'SELECT * FROM visits' },
  ...{ subjectColumn: 'visitor', timestampColumn: 'ts', experimentKeyColumn: 'exp', variationColumn: 'arm' },
  ...{
    partitionColumn: null,
    untilColumn: null,
    properties: [],
    secondaryIds: [{ entityId: 'ent2', column: 'user_id' }],
  },
};
const answers = {
  'GET /api/v1/entities': listOf(
    { ...stored, id: 'ent1', name: 'Visitor', description: '' },
    { ...stored, id: 'ent2', name: 'User', description: '' },
    { ...stored, id: 'ent3', name: 'E-mail', description: '' },
  ),
  'GET /api/v1/connections': listOf(),
  'GET /api/v1/assignment-sources': listOf(source),
  'GET /api/v1/assignment-sources/asg1': source,
  'GET /api/v1/assignment-sources/asg1/uses': listOf(),
  'GET /api/v1/assignment-sources/asg1/versions': listOf(),
};
const pages = [
  { path: '/sources', element: <SourcesPage /> },
  { path: '/sources/assignments/new', element: <NewAssignmentSourcePage /> },
  { path: '/sources/assignments/:id', element: <AssignmentSourcePage /> },
];

it('lists the entities that a source knows', async () => {
  serve(answers);
  renderRoutes(pages, '/sources?kind=assignments');

  expect(await screen.findByText('Visitor, also User')).toBeTruthy();
});

it('adds a secondary id of another entity to a source', async () => {
  const asked = serve({
    ...answers,
    'PUT /api/v1/assignment-sources/asg1': ({ body }: { body: unknown }) => ({
      body: { ...source, ...(body as object), version: 2 },
    }),
  });
  renderRoutes(pages, '/sources/assignments/asg1');

  await userEvent.click(await screen.findByRole('button', { name: 'Add a secondary id' }));
  const entities = screen.getAllByRole('combobox', { name: 'Other entity' });
  await userEvent.click(entities[1] as HTMLElement);
  const offered = screen.getAllByRole('option').map((option) => option.textContent);
  await userEvent.click(screen.getByRole('option', { name: 'E-mail' }));
  await userEvent.type(screen.getAllByRole('combobox', { name: 'Its key' })[1] as HTMLElement, 'email');
  await userEvent.click(screen.getByRole('button', { name: 'Save new version' }));

  expect(offered).toEqual(['User', 'E-mail']);
  expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({
    secondaryIds: [
      { entityId: 'ent2', column: 'user_id' },
      { entityId: 'ent3', column: 'email' },
    ],
  });
});

it('takes the rows of a source for slots of a schedule where one column holds their end', async () => {
  const plain = { ...source, secondaryIds: [] };
  const asked = serve({
    ...answers,
    'GET /api/v1/assignment-sources/asg1': plain,
    'PUT /api/v1/assignment-sources/asg1': ({ body }: { body: unknown }) => ({
      body: { ...plain, ...(body as object), version: 2 },
    }),
  });
  renderRoutes(pages, '/sources/assignments/asg1');

  await userEvent.type(await screen.findByRole('combobox', { name: 'End of slot' }), 'ends');
  await userEvent.click(screen.getByRole('button', { name: 'Save new version' }));

  expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({ untilColumn: 'ends' });
});

it('says beside the field what is wrong with a secondary id', async () => {
  serve(answers);
  renderRoutes(pages, '/sources/assignments/new');

  await userEvent.click(await screen.findByRole('button', { name: 'Add a secondary id' }));
  await userEvent.click(screen.getByRole('button', { name: 'Create source' }));

  expect(screen.getByText('Choose an entity.')).toBeTruthy();
});
