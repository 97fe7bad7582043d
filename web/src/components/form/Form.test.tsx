import { expect, it } from '@jest/globals';
import { screen } from '@testing-library/react';
import { renderElement } from '../../testing/render.js';
import { FieldGroup } from './Form.js';

it('names a group of fields by its title', () => {
  renderElement(<FieldGroup title="Columns">fields</FieldGroup>);

  expect(screen.getByRole('group', { name: 'Columns' })).toBeTruthy();
});
