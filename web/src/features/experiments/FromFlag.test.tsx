import { expect, it } from '@jest/globals';
import type { ExperimentInput } from '@assay/api-contract';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useDraft } from '../../components/index.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { experimentRules, newExperiment } from './draft.js';
import { FromFlag } from './FromFlag.js';

const stored = { version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' };
const allocation = {
  ...{ key: 'test', name: 'Shorter checkout', kind: 'experiment' },
  splits: [{ variationKey: 'on', weight: 1 }],
};
const environment = { environment: 'production', isEnabled: true, allocations: [allocation] };
const flag = {
  ...{ ...stored, id: 'f1', key: 'checkout', name: 'Checkout', type: 'BOOLEAN', archivedAt: null },
  variations: [{ key: 'on', name: 'On', value: true }],
  environments: [{ ...environment, version: 1, updatedAt: stored.updatedAt }],
  ...{ tags: ['web'], owner: 'Till team', metadata: { area: 'Checkout', ticket: 'SHOP-1' } },
};
const field = (key: string, appliesTo: string[]) => ({
  ...{ ...stored, id: key, key, name: key, kind: 'text', options: [], isRequired: false, appliesTo },
});

it('copies tags, owner and metadata of the flag where nothing is said yet', async () => {
  serve({
    'GET /api/v1/flags': listOf(flag),
    'GET /api/v1/metadata-fields': listOf(field('area', ['flag', 'experiment']), field('ticket', ['flag'])),
  });
  const said: Partial<ExperimentInput> = { owner: 'Growth' };
  let last: Partial<ExperimentInput> = {};
  function Edited() {
    const draft = useDraft({
      initial: { ...newExperiment('2026-11-01'), ...said },
      rules: experimentRules,
      save: () => Promise.resolve(),
    });
    last = draft.values;
    return <FromFlag draft={draft} />;
  }
  renderElement(<Edited />);

  await userEvent.click(await screen.findByRole('combobox', { name: 'From a flag' }));
  await userEvent.click(await screen.findByRole('option', { name: /Shorter checkout/ }));

  await waitFor(() =>
    expect(last).toMatchObject({ tags: ['web'], owner: 'Growth', design: { experimentKey: 'checkout-test' } }),
  );
  expect(last.metadata).toEqual({ area: 'Checkout' });
});
