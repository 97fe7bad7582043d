import { expect, it } from '@jest/globals';
import { flagInput } from '@assay/api-contract';
import { compile, evaluate, type Attributes } from '@assay/flag-evaluation';
import { compileRegex, writeFlag } from '../flags/index.js';
import { checkout, checkoutExperimentKey, demoFlags } from './demo-flags.js';

const ruleset = compile(
  {
    createdAt: '2026-11-22T00:00:00Z',
    format: 'SERVER',
    environment: { name: 'production' },
    flags: Object.fromEntries(
      demoFlags.map(({ flag: { key, type, variations }, production }) => [
        key,
        writeFlag({ key, type, variations, ...production }),
      ]),
    ),
  },
  { compileRegex },
);

const variationOf = (flagKey: string, key: string, attributes: Attributes = {}): string | null =>
  evaluate(ruleset, flagKey, null, { key, attributes, now: Date.UTC(2026, 10, 22) }).variationKey;

it('offers a flag of each type, as a person could have made it', () => {
  for (const { flag } of demoFlags) flagInput.parse(flag);

  expect(demoFlags.map(({ flag }) => flag.type)).toEqual(['STRING', 'BOOLEAN', 'INTEGER', 'NUMERIC', 'JSON']);
});

it('splits visitors of the checkout in halves, under the key that the live experiment reads', () => {
  const served = Array.from({ length: 4_000 }, (_, n) => variationOf(checkout.flag, `visitor-${n}`));

  const treated = served.filter((variation) => variation === checkout.treatment).length;
  expect(new Set(served)).toEqual(new Set([checkout.control, checkout.treatment]));
  expect(Math.abs(treated / 4_000 - 0.5)).toBeLessThan(0.04); // five standard errors
  expect(checkoutExperimentKey).toBe('checkout-layout-one-page-test');
});

it.each([
  ['free-shipping-banner', { country: 'DE' }, 'on'],
  ['free-shipping-banner', { country: 'BR' }, 'off'],
  ['results-per-page', { app_version: '4.1.9' }, 'few'],
  ['express-fee', { orders: 6 }, 'reduced'],
  ['express-fee', { orders: 5 }, 'regular'],
  ['support-chat', { email: 'ada@shop.example' }, 'corner'],
  ['support-chat', { email: 'ada@elsewhere.example' }, 'hidden'],
])('decides %s for %j: %s', (flagKey, attributes, variation) => {
  expect(variationOf(flagKey, 'somebody', attributes as unknown as Attributes)).toBe(variation);
});
