import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { problem, serve } from '../testing/fakeServer.js';
import { renderRoutes } from '../testing/render.js';
import { safeNext, SignInPage, tokenOf } from './SignInPage.js';

const pages = [
  { path: '/sign-in', element: <SignInPage /> },
  { path: '*', element: <p>Inside</p> },
];

it('takes the token out of a pasted link', () => {
  expect(tokenOf(' http://localhost:3000/sign-in/link?token=abc ')).toBe('abc');
  expect(tokenOf('abc')).toBe('abc');
});

it('goes only to addresses of this console', () => {
  expect([
    safeNext('/flags?q=x'),
    safeNext('https://evil.example'),
    safeNext('//evil.example'),
    safeNext(null),
  ]).toEqual(['/flags?q=x', '/', '/', '/']);
});

it('signs in and goes back to where one wanted to be', async () => {
  const asked = serve({ 'POST /api/v1/session': () => ({ status: 204 }) });
  const { address } = renderRoutes(pages, '/sign-in?next=%2Fflags');

  await userEvent.type(screen.getByLabelText('Sign-in link'), 'http://x/sign-in/link?token=secret');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));

  expect(await screen.findByText('Inside')).toBeTruthy();
  expect(asked[0]?.body).toEqual({ token: 'secret' });
  expect(address()).toBe('/flags');
});

it('says why a link does not work', async () => {
  serve({
    'POST /api/v1/session': () => ({
      status: 410,
      body: problem(410, 'gone', 'No longer there', 'This sign-in link was used already. Ask for a new one.'),
    }),
  });
  renderRoutes(pages, '/sign-in');

  await userEvent.type(screen.getByLabelText('Sign-in link'), 'used');
  await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));

  expect((await screen.findByRole('alert')).textContent).toContain('used already');
});
