import { expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { NewMetricPage } from './MetricFormPages.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const lists = {
  'GET /api/v1/entities': listOf({ ...stored, id: 'ent1', name: 'Visitor', description: '' }),
  'GET /api/v1/fact-sources': listOf({
    ...stored,
    id: 'fs1',
    certified: null,
    name: 'Orders',
    description: '',
    sql: 'SELECT 1',
    timestampColumn: 'at',
    partitionColumn: null,
    entities: [{ entityId: 'ent1', column: 'visitor' }],
    facts: [
      { id: 'fact1', name: 'Order', column: null, description: '', desiredChange: 'increase' },
      { id: 'fact2', name: 'Amount', column: 'amount', description: '', desiredChange: 'increase' },
    ],
    properties: [],
    alwaysFullRefresh: false,
  }),
};
const pages = [
  { path: '/metrics/new', element: <NewMetricPage /> },
  { path: '*', element: <p>Saved</p> },
];

const choose = async (field: RegExp, option: string) => {
  await userEvent.click(await screen.findByRole('combobox', { name: field }));
  await userEvent.click(await screen.findByRole('option', { name: option }));
};

it('counts a fact that has no value to sum', async () => {
  serve(lists);
  renderRoutes(pages, '/metrics/new');

  await choose(/^Fact/, 'Order');

  expect((screen.getByRole('combobox', { name: 'Becomes' }) as HTMLInputElement).value).toBe('Number of facts');
});

it('names what is missing beside the field', async () => {
  serve(lists);
  renderRoutes(pages, '/metrics/new');

  await userEvent.click((await screen.findByText('Create metric')).closest('button')!);

  expect(screen.getByText('Give it a name.')).toBeTruthy();
  expect(screen.getByText('Choose a fact.')).toBeTruthy();
});

it('saves a percentile of amounts, and offers only facts that have a value', async () => {
  const asked = serve({
    ...lists,
    'POST /api/v1/metrics': ({ body }: { body: unknown }) => ({
      status: 201,
      body: { ...stored, id: 'm1', certified: null, metric: body },
    }),
  });
  renderRoutes(pages, '/metrics/new');

  await userEvent.type(await screen.findByLabelText(/^Name/), 'Large orders');
  await userEvent.click(screen.getByRole('radio', { name: 'Percentile' }));
  await userEvent.click(screen.getByRole('combobox', { name: /^Fact/ }));
  expect(screen.queryByRole('option', { name: 'Order' })).toBeNull();
  await userEvent.click(await screen.findByRole('option', { name: 'Amount' }));
  await userEvent.clear(screen.getByRole('textbox', { name: 'Percentile' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Percentile' }), '99.5');
  await userEvent.click(screen.getByRole('button', { name: 'Create metric' }));

  expect(await screen.findByText('Saved')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    kind: 'percentile',
    percentile: { factId: 'fact2', percentile: 0.995, filters: [], window: null },
  });
});

it('saves a funnel whose steps are called as their facts until they get a name', async () => {
  const asked = serve({
    ...lists,
    'POST /api/v1/metrics': ({ body }: { body: unknown }) => ({
      status: 201,
      body: { ...stored, id: 'm1', certified: null, metric: body },
    }),
  });
  renderRoutes(pages, '/metrics/new');

  await userEvent.type(await screen.findByLabelText(/^Name/), 'Checkout');
  await userEvent.click(screen.getByRole('radio', { name: 'Funnel' }));
  const within1 = within(screen.getByRole('group', { name: 'Step 1' }));
  const within2 = within(screen.getByRole('group', { name: 'Step 2' }));
  await userEvent.click(within1.getByRole('combobox', { name: /^Fact/ }));
  await userEvent.click(await screen.findByRole('option', { name: 'Amount' }));
  await userEvent.click(within2.getByRole('combobox', { name: /^Fact/ }));
  await userEvent.click((await screen.findAllByRole('option', { name: 'Order' })).at(-1)!);
  await userEvent.type(within2.getByLabelText('Called'), ' placed');
  await userEvent.click(screen.getByRole('button', { name: 'Move step 2 up' }));
  await userEvent.click(screen.getByRole('switch', { name: 'All steps within a time' }));
  await userEvent.click(screen.getByRole('button', { name: 'Create metric' }));

  expect(await screen.findByText('Saved')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    kind: 'funnel',
    funnel: {
      steps: [
        { name: 'Order placed', factId: 'fact1', filters: [] },
        { name: 'Amount', factId: 'fact2', filters: [] },
      ],
      within: { value: 7, unit: 'days', of: 'exposure' },
      aging: false,
    },
  });
});

it('saves a mean of amounts and opens it', async () => {
  const asked = serve({
    ...lists,
    'POST /api/v1/metrics': ({ body }: { body: unknown }) => ({
      status: 201,
      body: { ...stored, id: 'm1', certified: null, metric: body },
    }),
  });
  renderRoutes(pages, '/metrics/new');

  await userEvent.type(await screen.findByLabelText(/^Name/), 'Revenue');
  await choose(/^Fact/, 'Amount');
  await userEvent.click(screen.getByRole('button', { name: 'Create metric' }));

  expect(await screen.findByText('Saved')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
    kind: 'simple',
    name: 'Revenue',
    entityId: 'ent1',
    numerator: { factId: 'fact2', operation: 'sum' },
  });
});
