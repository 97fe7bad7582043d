import { expect, it } from '@jest/globals';
import { readView, writeView } from './useView.js';

const plan = {
  method: 'sequential',
  level: 0.95,
  cuped: true,
  correction: 'none',
  primaryShare: 0.5,
  priorSd: 0.05,
} as const;

it('shows what was planned when the address says nothing', () => {
  expect(readView(new URLSearchParams(), plan)).toMatchObject({
    method: 'sequential',
    level: 0.95,
    cuped: true,
    effect: 'relative',
  });
});

it('reads the whole view from the address', () => {
  const search = new URLSearchParams(
    'method=bayesian&level=0.9&cuped=false&correction=holm&effect=absolute&splitBy=country&proof=m1~t',
  );

  expect(readView(search, plan)).toEqual({
    method: 'bayesian',
    level: 0.9,
    cuped: false,
    correction: 'holm',
    effect: 'absolute',
    splitBy: 'country',
    proof: 'm1~t',
    metric: null,
  });
});

it('falls back to the plan where the address is wrong', () => {
  expect(readView(new URLSearchParams('method=guess&level=7'), plan)).toMatchObject({
    method: 'sequential',
    level: 0.95,
  });
});

it('leaves out of the address what is as planned', () => {
  const changed = writeView(new URLSearchParams('method=fixed&other=1'), plan, {
    method: 'sequential',
    splitBy: 'device',
  });

  expect(changed.toString()).toBe('other=1&splitBy=device');
});
