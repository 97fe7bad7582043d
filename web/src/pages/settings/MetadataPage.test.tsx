import { expect, it } from '@jest/globals';
import { screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { useState } from 'react';
import type { MetadataValues } from '@assay/api-contract';
import { MetadataFields } from '../../features/ownership/index.js';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderElement } from '../../testing/render.js';
import { MetadataPage } from './MetadataPage.js';

const stored = { version: 2, createdAt: '2026-11-20T10:00:00Z', updatedAt: '2026-11-20T10:00:00Z' };
const area = {
  ...{ ...stored, id: 'mdf_1', key: 'area', name: 'Area', kind: 'select' },
  ...{ options: ['Checkout', 'Search'], isRequired: true, appliesTo: ['flag', 'experiment'] },
};
const ticket = { ...area, id: 'mdf_2', key: 'ticket', name: 'Ticket', kind: 'text', options: [], isRequired: false };
const path = '/api/v1/metadata-fields';

it('makes a field with options', async () => {
  const asked = serve({ [`GET ${path}`]: listOf(), [`POST ${path}`]: area });
  renderElement(<MetadataPage />);

  await userEvent.click((await screen.findAllByRole('button', { name: 'New field' }))[0]!);
  await userEvent.type(await screen.findByRole('textbox', { name: /^Name/ }), 'Area');
  await userEvent.type(screen.getByRole('textbox', { name: /^Key/ }), 'area');
  await userEvent.click(screen.getByRole('combobox', { name: 'Kind' }));
  await userEvent.click(await screen.findByRole('option', { name: 'One of a list' }));
  await userEvent.type(screen.getAllByLabelText('Options')[0]!, 'Checkout{enter}Search{enter}');
  await userEvent.click(screen.getByRole('switch', { name: /Required/ }));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));

  await waitFor(() =>
    expect(asked.find(({ method }) => method === 'POST')?.body).toEqual({
      ...{ key: 'area', name: 'Area', kind: 'select', options: ['Checkout', 'Search'], isRequired: true },
      appliesTo: ['flag', 'experiment'],
    }),
  );
});

it('asks for each field of the workspace where a flag is edited', async () => {
  const elsewhere = { ...ticket, id: 'mdf_3', key: 'cost', name: 'Cost', appliesTo: ['experiment'] };
  serve({ [`GET ${path}`]: listOf(area, ticket, elsewhere) });
  let last: MetadataValues = {};
  function Edited() {
    const [metadata, set] = useState<MetadataValues>({});
    last = metadata;
    return (
      <MetadataFields of="flag" metadata={metadata} errorOf={() => undefined} onChange={(next) => set(next.metadata)} />
    );
  }
  renderElement(<Edited />);

  await userEvent.click(await screen.findByRole('combobox', { name: /^Area/ }));
  await userEvent.click(await screen.findByRole('option', { name: 'Search' }));
  await userEvent.type(screen.getByRole('textbox', { name: 'Ticket' }), 'SHOP-1');

  expect(screen.queryByRole('textbox', { name: 'Cost' })).toBeNull();
  expect(last).toEqual({ area: 'Search', ticket: 'SHOP-1' });
});
