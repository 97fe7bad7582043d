import { expect, it } from '@jest/globals';
import type { MetricCollectionInput } from '@assay/api-contract';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useDraft } from '../../components/index.js';
import { experimentRules, MetricFields, newExperiment } from '../../features/experiments/index.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement, renderRoutes } from '../../testing/render.js';
import { CollectionPage, NewCollectionPage } from './CollectionPages.js';
import { CollectionsPage } from './CollectionsPage.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const entity = { ...stored, id: 'ent_1', name: 'User', description: '' };
const metric = (id: string, name: string) => ({
  ...{ ...stored, id, certified: null },
  metric: { kind: 'simple', name, entityId: 'ent_1', numerator: { factId: 'f', operation: 'count' } },
});
const core = {
  ...{ ...stored, id: 'mcl_1', name: 'Core', description: 'What every team watches', entityId: 'ent_1' },
  metrics: [
    { metricId: 'met_1', role: 'primary' },
    { metricId: 'met_2', role: 'guardrail' },
  ],
};
const at = '/api/v1/metric-collections';
const known = {
  'GET /api/v1/entities': listOf(entity),
  'GET /api/v1/metrics': listOf(metric('met_1', 'Revenue'), metric('met_2', 'Refunds')),
};

it('lists collections, and says what they are for where there is none', async () => {
  serve({ ...known, [`GET ${at}`]: listOf(core) });
  renderElement(<CollectionsPage />);
  expect((await screen.findByRole('link', { name: /Core/ })).getAttribute('href')).toBe('/metrics/collections/mcl_1');

  serve({ ...known, [`GET ${at}`]: listOf() });
  renderElement(<CollectionsPage />);
  expect(await screen.findByText('No collection yet')).toBeTruthy();
});

it('makes a collection of metrics in an order of one’s own', async () => {
  const asked = serve({ ...known, [`GET ${at}`]: listOf(), [`POST ${at}`]: core, [`GET ${at}/mcl_1`]: core });
  renderElement(<NewCollectionPage />);

  await userEvent.click(await screen.findByRole('button', { name: 'Create collection' }));
  expect(screen.getByText('Choose at least one metric.')).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: /^Name/ }), 'Core');
  for (const name of ['Refunds', 'Revenue']) {
    await userEvent.click(screen.getByRole('combobox', { name: 'Add a metric' }));
    await userEvent.click(await screen.findByRole('option', { name }));
  }
  await userEvent.click(screen.getByRole('button', { name: 'Move Revenue up' }));
  await userEvent.click(screen.getByRole('button', { name: 'Create collection' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({
      ...{ name: 'Core', entityId: 'ent_1' },
      metrics: [
        { metricId: 'met_1', role: 'secondary' },
        { metricId: 'met_2', role: 'primary' },
      ],
    } satisfies Partial<MetricCollectionInput>),
  );
});

it('says that deleting a collection leaves experiments what they took', async () => {
  serve({ ...known, [`GET ${at}/mcl_1`]: core, [`GET ${at}/mcl_1/versions`]: listOf() });
  renderRoutes([{ path: '/metrics/collections/:id', element: <CollectionPage /> }], '/metrics/collections/mcl_1');

  await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));

  expect(await screen.findByText('Experiments keep the metrics that were copied into them.')).toBeTruthy();
});

it('copies a collection into the draft of an experiment', async () => {
  serve({ ...known, [`GET ${at}`]: listOf(core), 'GET /api/v1/assignment-sources': listOf() });
  let chosen: unknown;
  function Edited() {
    const draft = useDraft({
      initial: newExperiment('2026-11-01'),
      rules: experimentRules,
      save: () => Promise.resolve(),
    });
    chosen = draft.values.design.metrics;
    return <MetricFields draft={draft} />;
  }
  renderElement(<Edited />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'Add a collection' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Core' }));

  expect(chosen).toEqual(core.metrics);
  expect(screen.getByRole('combobox', { name: 'Role of Refunds' })).toBeTruthy();
});
