import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { listOf, serve } from '../../testing/fakeServer.js';
import { renderRoutes } from '../../testing/render.js';
import { FlagsPage } from './FlagsPage.js';

const flag = (key: string, owner: string, tags: readonly string[]) => ({
  ...{ version: 1, createdAt: '2026-11-01T00:00:00Z', updatedAt: '2026-11-01T00:00:00Z' },
  ...{ id: key, key, name: key, description: '', type: 'BOOLEAN', archivedAt: null, environments: [] },
  ...{ variations: [{ key: 'on', name: 'On', value: true }], owner, tags },
});

it.each([
  ['a tag', 'Payments'],
  ['an owner', 'till team'],
  ['a part of the key', 'check'],
])('finds a flag by %s, and keeps the words in the address', async (_, words) => {
  const flags = listOf(flag('checkout', 'Till team', ['payments', 'web']), flag('search', 'Ada', ['web']));
  serve({ 'GET /api/v1/flags': flags, 'GET /api/v1/environments': listOf() });
  const { address } = renderRoutes([{ path: '/flags', element: <FlagsPage /> }], '/flags');
  await screen.findByRole('link', { name: /search/ });

  await userEvent.type(screen.getByRole('textbox', { name: 'Find by key, name, owner or tag' }), words);

  expect(screen.getByRole('link', { name: /checkout/ })).toBeTruthy();
  expect(screen.queryByRole('link', { name: /search/ })).toBeNull();
  expect(new URLSearchParams(address().split('?')[1]).get('q')).toBe(words);
});
