import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { renderElement } from '../../testing/render.js';
import { ExcessRights } from './ExcessRights.js';

it('lists what the account may do beyond need, with the statements that take it away', () => {
  renderElement(
    <ExcessRights
      rights={[
        { right: 'create databases', object: null, remedy: 'ALTER ROLE "a" NOCREATEDB;' },
        { right: 'insert', object: 'public.orders', remedy: 'REVOKE INSERT ON "public"."orders" FROM "a";' },
      ]}
    />,
  );

  expect(screen.getByRole('cell', { name: 'public.orders' })).toBeTruthy();
  expect(screen.getByLabelText('Statements that take rights away').textContent).toContain('NOCREATEDB;\nREVOKE');
});

it('says so where there is nothing to take away', () => {
  renderElement(<ExcessRights rights={[]} />);

  expect(screen.getByText(/nothing more/)).toBeTruthy();
});
