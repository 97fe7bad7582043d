import { afterEach, expect, it, jest } from '@jest/globals';
import { act, cleanup, render, screen } from '@testing-library/react';
import { createClient } from '../index.js';
import { aRuleset } from '../testing/ruleset.js';
import { AssayProvider, useAssay, useBoolean, useString } from './index.js';

afterEach(cleanup);

const Page = () => {
  const { status } = useAssay();
  const greeting = useString('greeting', 'hello');
  return (
    <p>
      {greeting} {useBoolean('dark', false) ? 'dark' : 'light'} {status}
    </p>
  );
};

it('renders the subject’s variations and logs each assignment once', () => {
  const onAssignment = jest.fn();
  const client = createClient({ offline: true, ruleset: aRuleset({ greeting: 'salut', dark: true }), onAssignment });
  const page = (
    <AssayProvider client={client} subjectKey="ada" attributes={{ country: 'FR' }}>
      <Page />
    </AssayProvider>
  );

  const { rerender } = render(page);
  rerender(page);

  expect(screen.getByText('salut dark ready')).toBeTruthy();
  expect(onAssignment).toHaveBeenCalledTimes(2);
});

it('shows what loading looks like until the first ruleset could not be had', async () => {
  const client = createClient({ offline: true });

  render(
    <AssayProvider client={client} subjectKey="ada" loading={<p>one moment</p>}>
      <Page />
    </AssayProvider>,
  );
  const first = screen.queryByText('one moment');
  await act(() => client.ready());

  expect(first).toBeTruthy();
  expect(screen.getByText('hello light failed')).toBeTruthy();
});

it('renders again when an override is set', () => {
  const client = createClient({ offline: true, ruleset: aRuleset({ greeting: 'salut' }) });
  render(
    <AssayProvider client={client} subjectKey="ada">
      <Page />
    </AssayProvider>,
  );

  act(() => client.setOverrides({ greeting: { key: 'forced', value: 'ciao' } }));

  expect(screen.getByText('ciao light ready')).toBeTruthy();
});

it('says what is missing when a flag is asked for outside of a provider', () => {
  const silent = jest.spyOn(console, 'error').mockImplementation(() => {});

  expect(() => render(<Page />)).toThrow('AssayProvider');

  silent.mockRestore();
});
