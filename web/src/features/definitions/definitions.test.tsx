import { expect, it } from '@jest/globals';
import type { DefinitionVersion } from '@assay/api-contract';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { api } from '../../api/index.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { History } from './History.js';
import { Uses } from './Uses.js';

const version = (number: number, definition: object): DefinitionVersion => ({
  version: number,
  at: `2026-11-0${number}T00:00:00Z`,
  by: 'Ada',
  definition,
});

it('lists what a change reaches, each as a link to its page', async () => {
  const items = [
    { kind: 'metric', id: 'met_1', name: 'Revenue', isDirect: true },
    { kind: 'experiment', id: 'exp_1', name: 'Checkout', isDirect: false },
  ];
  serve({ 'GET /api/v1/fact-sources/fcs_1/uses': { items } });
  renderElement(<Uses query={api.factSources.uses('fcs_1')} whenNone="Define a metric on its facts." />);

  expect((await screen.findByRole('link', { name: 'Revenue' })).getAttribute('href')).toBe('/metrics/met_1');
  expect(screen.getByRole('link', { name: 'Checkout' }).getAttribute('href')).toBe('/experiments/exp_1');
  expect(screen.getByText('experiment, through others')).toBeTruthy();
});

it('says what to do while nothing uses it', async () => {
  serve({ 'GET /api/v1/metrics/met_1/uses': { items: [] } });
  renderElement(<Uses query={api.metrics.uses('met_1')} whenNone="Add it to an experiment." />);

  expect(await screen.findByText('Add it to an experiment.')).toBeTruthy();
});

it('shows what each version changed of the one before it', async () => {
  serve({
    'GET /api/v1/metrics/met_1/versions': listOf(
      version(3, { name: 'Revenue', precision: 0.02 }),
      version(2, { name: 'Revenue', precision: 0.05 }),
      version(1, { name: 'Money', precision: 0.05 }),
    ),
  });
  renderElement(<History query={api.metrics.versions('met_1')} />);

  expect(screen.queryByRole('button', { name: 'What version 1 changed' })).toBeNull();
  await userEvent.click(await screen.findByRole('button', { name: 'What version 2 changed' }));
  const dialog = await screen.findByRole('dialog', { name: 'What version 2 changed' });
  expect(within(dialog).getByText(/− name: "Money"/)).toBeTruthy();
  expect(within(dialog).getByText(/\+ name: "Revenue"/)).toBeTruthy();
  expect(within(dialog).queryByText(/precision/)).toBeNull();
});
