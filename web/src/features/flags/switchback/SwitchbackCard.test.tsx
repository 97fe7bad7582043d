import { expect, it } from '@jest/globals';
import { screen, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import type { AllocationInput } from '@assay/api-contract';
import { serve } from '../../../testing/fakeServer.js';
import { renderElement } from '../../../testing/render.js';
import { newAllocation } from '../waterfall/allocations.js';
import { SwitchbackCard } from './SwitchbackCard.js';
import { SwitchbackFields } from './SwitchbackFields.js';

const at = (hour: number): string => new Date(Date.UTC(2100, 0, 1, hour)).toISOString();
const cell = (unit: string, hour: number, variation: string) => ({
  ...{ unit, variation },
  ...{ startAt: at(hour), endAt: at(hour + 1) },
});

it('shows which unit has which variation when, also to who cannot see shades', async () => {
  serve({
    'GET /api/v1/flags/fees/environments/test/allocations/cities/switchback': {
      experiment: 'fees-cities',
      attribute: 'city',
      cells: [cell('Oslo', 0, 'on'), cell('Rome', 0, 'off'), cell('Oslo', 1, 'off'), cell('Rome', 1, 'on')],
    },
  });
  const design = { attribute: 'city', units: ['Oslo', 'Rome'], slotMinutes: 60 };
  renderElement(
    <SwitchbackCard flag="fees" environment="test" allocation="cities" design={design} variationKeys={['on', 'off']} />,
  );

  const row = within(await screen.findByRole('row', { name: /^Oslo/ }));
  expect(row.getAllByRole('cell').map((one) => one.textContent)).toEqual(['on', 'off']);
  expect(screen.getByText(/Switches every 1 h/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Download the schedule' })).toBeTruthy();
});

it('takes units line by line and a length in hours', async () => {
  let last: AllocationInput | null = null;
  function Edited() {
    const [allocation, set] = useState(newAllocation('experiment', [], []));
    last = allocation;
    return <SwitchbackFields allocation={allocation} onChange={set} errorOf={() => undefined} />;
  }
  renderElement(<Edited />);

  await userEvent.click(screen.getByRole('switch', { name: /Switch back and forth/ }));
  await userEvent.type(screen.getByLabelText('Attribute that names the unit'), 'city');
  await userEvent.clear(screen.getByLabelText('Each slot lasts'));
  await userEvent.type(screen.getByLabelText('Each slot lasts'), '6');
  await userEvent.type(screen.getByLabelText('Units'), 'Oslo{enter}{enter} Rome ');

  expect(last!.switchback).toEqual({ attribute: 'city', units: ['Oslo', 'Rome'], slotMinutes: 360 });
});
