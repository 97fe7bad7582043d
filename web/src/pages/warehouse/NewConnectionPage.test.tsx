import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { NewConnectionPage } from './NewConnectionPage.js';

const connection = {
  id: 'c1',
  version: 1,
  createdAt: '2026-11-01T00:00:00Z',
  updatedAt: '2026-11-01T00:00:00Z',
  name: 'Shop',
  settings: { kind: 'duckdb', path: 'shop.duckdb' },
  scratchSchema: 'assay_scratch',
  keepsRows: true,
  comparesRefreshes: true,
  ledger: false,
  hasSecret: false,
  lastTest: null,
};
const step = (name: string, title: string, status: string, remedy: string | null = null) => ({
  name,
  title,
  status,
  detail: null,
  remedy,
  milliseconds: 3,
});

const fillIn = async () => {
  await userEvent.click(screen.getByRole('radio', { name: 'DuckDB file' }));
  await userEvent.type(screen.getByLabelText(/^Name/), 'Shop');
  await userEvent.type(screen.getByLabelText(/^File/), 'shop.duckdb');
  await userEvent.click(screen.getByRole('button', { name: 'Save and test' }));
};

it('names each field that is missing before it sends anything', async () => {
  const asked = serve({});
  renderElement(<NewConnectionPage />);

  await userEvent.click(screen.getByRole('button', { name: 'Save and test' }));

  expect(screen.getByText('Give it a name.')).toBeTruthy();
  expect(screen.getByText('Give the host.')).toBeTruthy();
  expect(asked).toHaveLength(0);
});

it('tests what it saved, and leads back to the settings when a step fails', async () => {
  const asked = serve({
    'GET /api/v1/connections': listOf(connection),
    'POST /api/v1/connections': connection,
    'PUT /api/v1/connections/c1': { ...connection, version: 2 },
    'POST /api/v1/connections/c1/test': {
      passed: false,
      excessRights: null,
      steps: [
        step('secret', 'Read the secret', 'passed'),
        step('connect', 'Connect', 'failed', 'Give the path of a file that exists.'),
        step('select', 'Run SELECT 1', 'skipped'),
      ],
    },
  });
  renderElement(<NewConnectionPage />);
  await fillIn();

  expect(await screen.findByText('Give the path of a file that exists.')).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Change the settings' }));
  await userEvent.click(screen.getByRole('button', { name: 'Save and test' }));

  expect(await screen.findByText('Give the path of a file that exists.')).toBeTruthy();
  expect(asked.find(({ method }) => method === 'PUT')?.headers['if-match']).toBe('"1"');
});

it('leads on to the sources when all steps pass', async () => {
  serve({
    'GET /api/v1/connections': listOf(connection),
    'POST /api/v1/connections': connection,
    'POST /api/v1/connections/c1/test': {
      passed: true,
      steps: [step('connect', 'Connect', 'passed')],
      excessRights: null,
    },
  });
  renderElement(<NewConnectionPage />);
  await fillIn();

  expect(await screen.findByRole('link', { name: 'Say where assignments are' })).toBeTruthy();
});
