import { expect, it } from '@jest/globals';
import type { MetricSyncView } from '@assay/api-contract';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { MetricSyncsPage } from './MetricSyncsPage.js';

const aSync = (over: Partial<MetricSyncView> = {}): MetricSyncView => ({
  ...{ id: 'sync_1', sync_tag: 'shop', status: 'success', reference_url: 'https://git.example.com/shop' },
  ...{ changes: [], errors: [], requested_by: 'CI' },
  ...{ requested_at: '2026-11-01T10:00:00Z', finished_at: '2026-11-01T10:00:01Z' },
  ...over,
});

const open = (...syncs: MetricSyncView[]) => {
  serve({ 'GET /api/v1/metrics/sync': listOf(...syncs) });
  renderElement(<MetricSyncsPage />);
};

it('says what a sync made, changed and left', async () => {
  open(
    aSync({
      changes: [
        { action: 'create', kind: 'fact_source', name: 'Orders', fields: [] },
        { action: 'update', kind: 'metric', name: 'Revenue', fields: ['numerator.operation', 'description'] },
        { action: 'release', kind: 'metric', name: 'Old', fields: [] },
      ],
    }),
  );

  await userEvent.click(await screen.findByText('3 changes'));

  const lines = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  expect(lines).toEqual([
    'Fact source Orders made',
    'Metric Revenue changed: numerator.operation, description',
    'Metric Old left to people, since it is still used',
  ]);
  expect(screen.getByRole('link', { name: 'shop' }).getAttribute('href')).toBe('https://git.example.com/shop');
});

it('shows every error of a sync that changed nothing', async () => {
  open(aSync({ status: 'failed', errors: ['metrics.0.name: is taken', 'metrics.1.entity: is unknown'] }));

  await userEvent.click(await screen.findByText('Nothing changed: 2 errors'));

  expect(screen.getByText('metrics.1.entity: is unknown')).toBeTruthy();
  expect(screen.getByText('failed')).toBeTruthy();
});

it('tells a sync that waits from one that found everything in place', async () => {
  open(aSync({ status: 'pending', finished_at: null }), aSync({ id: 'sync_0' }));

  expect(await screen.findByText('The worker has not come to it yet.')).toBeTruthy();
  expect(screen.getByText('Everything was as it is there already.')).toBeTruthy();
});

it('makes no link of an address that is none of the web', async () => {
  open(aSync({ reference_url: 'javascript:alert(1)' }));

  expect((await screen.findByText('shop')).tagName).toBe('CODE');
});

it('says how to begin when nothing was synced', async () => {
  open();

  expect(await screen.findByText('Nothing synced yet')).toBeTruthy();
});
