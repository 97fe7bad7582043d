import { expect, it } from '@jest/globals';
import type { ConnectionInput } from '@assay/api-contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { renderElement } from '../../testing/render.js';
import { ConnectionForm } from './ConnectionForm.js';
import { newSettings } from './draft.js';

const snowflake: ConnectionInput = {
  name: 'Shop',
  settings: newSettings('snowflake'),
  scratchSchema: 'assay_scratch',
  keepsRows: true,
};

const showForm = (initial: ConnectionInput): ConnectionInput[] => {
  const saved: ConnectionInput[] = [];
  renderElement(
    <ConnectionForm
      initial={initial}
      action="Connect"
      hasSecret={false}
      isNew
      save={async (input) => void saved.push(input)}
    />,
  );
  return saved;
};

const type = (label: RegExp, value: string): void => {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
};

it('connects to Snowflake by a key pair, and writes the grants for what was entered', async () => {
  const saved = showForm(snowflake);

  type(/^Account/, 'acme-shop');
  type(/^Database/, 'shop');
  type(/^Virtual warehouse/, 'Analytics');
  type(/^User/, 'assay');
  type(/^Key or secret/, 'a key');
  const grants = screen.getByLabelText('Grant script').textContent;
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  // Plain names are upper case in Snowflake, others exist as they are spelt.
  expect(grants).toContain('GRANT USAGE ON WAREHOUSE "Analytics" TO ROLE ASSAY;');
  expect(grants).toContain('CREATE SCHEMA IF NOT EXISTS SHOP.ASSAY_SCRATCH;');
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatchObject({
    settings: { account: 'acme-shop', method: 'key_pair', user: 'assay', oauthClientId: null },
    secret: 'a key',
  });
});

it('asks for the client and its token address where Snowflake is entered by OAuth', async () => {
  const saved = showForm({ ...snowflake, settings: { ...newSettings('snowflake'), method: 'oauth' } as never });

  type(/^Account/, 'acme-shop');
  type(/^Database/, 'shop');
  type(/^Virtual warehouse/, 'analytics');
  type(/^Client id/, 'assay');
  type(/^Token address/, 'http://id.example.org/token');
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  expect(screen.queryByLabelText(/^User/)).toBeNull();
  await screen.findByText('Give an address that begins with https://.');
  expect(saved).toEqual([]);
});

it('offers to keep rows where reading is billed, and does as it is told', async () => {
  const { keepsRows: _, ...undecided } = snowflake;
  const saved = showForm({ ...undecided, settings: newSettings('duckdb') });

  fireEvent.change(screen.getByLabelText(/^File/), { target: { value: 'shop.duckdb' } });
  const keeps = screen.getByRole<HTMLInputElement>('switch', { name: /Keep rows between refreshes/ });
  expect(keeps.checked).toBe(false);
  fireEvent.click(keeps);
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.keepsRows).toBe(true);
});

it('compares refreshes unless it is told not to', async () => {
  const saved = showForm({ ...snowflake, settings: newSettings('duckdb') });

  fireEvent.change(screen.getByLabelText(/^File/), { target: { value: 'shop.duckdb' } });
  const compares = screen.getByRole<HTMLInputElement>('switch', { name: /Compare refreshes/ });
  expect(compares.checked).toBe(true);
  fireEvent.click(compares);
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]?.comparesRefreshes).toBe(false);
});

it('connects to Databricks by a service principal, and grants it no more than it needs', async () => {
  const saved = showForm({ ...snowflake, settings: newSettings('databricks') });

  type(/^Host/, 'dbc-a1b2c3d4-e5f6.cloud.databricks.com');
  type(/^HTTP path/, '/sql/1.0/warehouses/0123456789abcdef');
  type(/^Catalog/, 'shop`s');
  type(/^Client id/, '6f1c2a7e');
  type(/^OAuth secret or token/, 'a secret');
  const grants = screen.getByLabelText('Grant script').textContent;
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  expect(grants).toContain('GRANT USE CATALOG ON CATALOG `shop``s` TO `6f1c2a7e`;');
  expect(grants).toContain('GRANT USE SCHEMA, CREATE TABLE, SELECT, MODIFY ON SCHEMA `shop``s`.`assay_scratch`');
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatchObject({ settings: { method: 'oauth', clientId: '6f1c2a7e' }, secret: 'a secret' });
});

it('keeps a ledger in the scratch schema where that is switched on', async () => {
  const saved = showForm({ ...snowflake, settings: { kind: 'duckdb', path: 'shop.duckdb' } });

  fireEvent.click(screen.getByLabelText(/^Keep a ledger in this schema/));
  fireEvent.click(screen.getByRole('button', { name: 'Connect' }));

  await waitFor(() => expect(saved).toMatchObject([{ ledger: true }]));
});
