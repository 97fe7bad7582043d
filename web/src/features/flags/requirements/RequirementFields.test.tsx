import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import type { AllocationInput } from '@assay/api-contract';
import { listOf, serve } from '../../../testing/fakeServer.js';
import { renderElement } from '../../../testing/render.js';
import { newAllocation } from '../waterfall/allocations.js';
import { RequirementFields } from './RequirementFields.js';

const stored = { version: 1, createdAt: '2026-11-20T10:00:00Z', updatedAt: '2026-11-20T10:00:00Z' };
const flag = (key: string) => ({
  ...{ ...stored, id: `flg_${key}`, key, name: key, type: 'BOOLEAN', archivedAt: null, environments: [] },
  variations: [
    { key: 'on', name: 'On', value: true },
    { key: 'off', name: 'Off', value: false },
  ],
});

it('offers other flags and their variations', async () => {
  serve({ 'GET /api/v1/flags': listOf(flag('own'), flag('other')) });
  let last: AllocationInput | null = null;
  function Edited() {
    const [allocation, set] = useState(newAllocation('gate', [], []));
    last = allocation;
    return <RequirementFields flag="own" allocation={allocation} onChange={set} errorOf={() => undefined} />;
  }
  renderElement(<Edited />);

  await userEvent.click(await screen.findByRole('button', { name: 'Require another flag' }));
  await userEvent.click(screen.getByRole('combobox', { name: 'Requires flag' }));
  expect(screen.getAllByRole('option').map((option) => option.textContent)).toEqual(['other']);
  await userEvent.click(screen.getByRole('option', { name: 'other' }));
  await userEvent.click(screen.getAllByLabelText('to serve')[0]!);
  await userEvent.click(await screen.findByRole('option', { name: 'on' }));

  expect(last!.requires).toEqual([{ flag: 'other', variations: ['on'] }]);
});
