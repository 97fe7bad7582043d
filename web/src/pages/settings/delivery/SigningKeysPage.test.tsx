import { expect, it } from '@jest/globals';
import type { SigningKeyView } from '@assay/api-contract';
import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { aSession } from '../../../testing/builders.js';
import { listOf, problem, serve } from '../../../testing/fakeServer.js';
import { renderElement } from '../../../testing/render.js';
import { SigningKeysPage } from './SigningKeysPage.js';

const key = (kid: string, status: SigningKeyView['status']): SigningKeyView => ({
  ...{ kid, status, publicKey: `${kid}AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=` },
  createdAt: '2026-11-01T00:00:00Z',
  activatedAt: status === 'waiting' ? null : '2026-11-02T00:00:00Z',
  retiredAt: status === 'retired' ? '2026-11-03T00:00:00Z' : null,
});
const keys = [key('k4', 'waiting'), key('k3', 'signing'), key('k2', 'accepted'), key('k1', 'retired')];

const open = (routes: Record<string, unknown> = {}, permissions = ['sdk_key.edit']) => {
  const asked = serve({
    'GET /api/v1/session': aSession(...permissions),
    'GET /api/v1/signing-keys': listOf(...keys),
    ...routes,
  });
  renderElement(<SigningKeysPage />);
  return asked;
};

it('offers what comes next for each key: activation while it waits, retirement when another one signs', async () => {
  open();

  await screen.findByRole('button', { name: 'Activate k4' });

  const offered = screen.getAllByRole('button').flatMap(({ textContent }) => textContent ?? []);
  expect(offered.filter((text) => /^(Activate|Retire) /.test(text))).toEqual(['Activate k4', 'Retire k4', 'Retire k2']);
  expect(screen.getByText('signs every ruleset')).toBeTruthy();
  expect(screen.getAllByRole('button', { name: /^Copy the public half/ })).toHaveLength(4);
});

it('makes a key that waits', async () => {
  const asked = open({ 'POST /api/v1/signing-keys': { status: 201, body: key('k5', 'waiting') } });

  await userEvent.click(await screen.findByRole('button', { name: 'New signing key' }));
  await userEvent.click(await screen.findByRole('button', { name: 'Make it' }));

  await waitFor(() => expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1));
});

it('activates a key only after saying what that does', async () => {
  const asked = open({ 'POST /api/v1/signing-keys/k4/activation': key('k4', 'signing') });

  await userEvent.click(await screen.findByRole('button', { name: 'Activate k4' }));
  const dialog = await screen.findByRole('dialog', { name: 'Activate the key k4' });
  expect(dialog.textContent).toContain('must know this key already');
  expect(asked.some(({ method }) => method === 'POST')).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Activate' }));

  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('/k4/activation'))).toBe(true));
});

it('shows why a key is not retired', async () => {
  const refused = problem(409, 'conflict', 'Conflict', 'The key "k2" signs now. Activate another key first.');
  open({ 'DELETE /api/v1/signing-keys/k2': () => ({ status: 409, body: refused }) });

  await userEvent.click(await screen.findByRole('button', { name: 'Retire k2' }));
  const dialog = await screen.findByRole('dialog', { name: 'Retire the key k2' });
  await userEvent.click(within(dialog).getByRole('button', { name: 'Retire' }));

  expect(await within(dialog).findByText(/Activate another key first/)).toBeTruthy();
});

it('lets people who may not change keys read them only', async () => {
  open({}, []);

  await screen.findByText('k3');

  expect(screen.queryByRole('button', { name: /Activate|Retire|New signing key/ })).toBeNull();
});

it('says when a signing key comes to be', async () => {
  open({ 'GET /api/v1/signing-keys': listOf() });

  expect(await screen.findByText('One is made when the first ruleset is published.')).toBeTruthy();
});
