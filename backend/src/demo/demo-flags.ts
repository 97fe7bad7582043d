import type { FlagEnvironmentInput, FlagInput } from '@assay/api-contract';
import { allocationInput } from '@assay/api-contract';

/** A flag of the demo shop with what its production environment does. */
export interface DemoFlag {
  readonly flag: FlagInput;
  readonly production: FlagEnvironmentInput;
}

export const checkout = {
  flag: 'checkout-layout',
  allocation: 'one-page-test',
  control: 'three-pages',
  treatment: 'one-page',
};
/** What the SDKs log as the experiment: flag and allocation. */
export const checkoutExperimentKey = `${checkout.flag}-${checkout.allocation}`;

const everyoneElse = (variationKey: string) =>
  allocationInput.parse({
    key: 'everyone',
    name: 'Everyone else',
    kind: 'default',
    splits: [{ variationKey, weight: 1 }],
  });

const gate = (key: string, name: string, variationKey: string, conditions: object[], trafficExposure = 1) =>
  allocationInput.parse({
    key,
    name,
    kind: 'gate',
    rules: [{ conditions }],
    trafficExposure,
    splits: [{ variationKey, weight: 1 }],
  });

export const demoFlags: readonly DemoFlag[] = [
  {
    flag: {
      key: checkout.flag,
      name: 'Checkout layout',
      description: 'Three pages of forms, or one. The sample shop asks for it at every visit.',
      type: 'STRING',
      variations: [
        { key: checkout.control, name: 'Three pages', value: checkout.control },
        { key: checkout.treatment, name: 'One page', value: checkout.treatment },
      ],
    },
    production: {
      isEnabled: true,
      allocations: [
        allocationInput.parse({
          key: checkout.allocation,
          name: 'One-page test',
          kind: 'experiment',
          splits: [
            { variationKey: checkout.control, weight: 50 },
            { variationKey: checkout.treatment, weight: 50 },
          ],
        }),
        everyoneElse(checkout.control),
      ],
    },
  },
  {
    flag: {
      key: 'free-shipping-banner',
      name: 'Free-shipping banner',
      description: 'Shown in the countries where shipping is free.',
      type: 'BOOLEAN',
      variations: [
        { key: 'on', name: '', value: true },
        { key: 'off', name: '', value: false },
      ],
    },
    production: {
      isEnabled: true,
      allocations: [
        gate('free-countries', 'Free countries', 'on', [
          { attribute: 'country', operator: 'ONE_OF', value: ['US', 'DE'] },
        ]),
        everyoneElse('off'),
      ],
    },
  },
  {
    flag: {
      key: 'results-per-page',
      name: 'Search results per page',
      description: 'New applications show more at once.',
      type: 'INTEGER',
      variations: [
        { key: 'few', name: '', value: 20 },
        { key: 'many', name: '', value: 48 },
      ],
    },
    production: {
      isEnabled: true,
      allocations: [
        gate(
          'new-apps',
          'Version 4.2 and later',
          'many',
          [{ attribute: 'app_version', operator: 'GTE', value: '4.2.0' }],
          0.5,
        ),
        everyoneElse('few'),
      ],
    },
  },
  {
    flag: {
      key: 'express-fee',
      name: 'Express delivery fee',
      description: 'In the currency of the shop.',
      type: 'NUMERIC',
      variations: [
        { key: 'regular', name: '', value: 4.9 },
        { key: 'reduced', name: '', value: 2.5 },
      ],
    },
    production: {
      isEnabled: true,
      allocations: [
        gate('loyal', 'Loyal customers', 'reduced', [{ attribute: 'orders', operator: 'GT', value: 5 }]),
        everyoneElse('regular'),
      ],
    },
  },
  {
    flag: {
      key: 'support-chat',
      name: 'Support chat',
      description: 'Where the chat is shown and who answers; staff see it first.',
      type: 'JSON',
      variations: [
        { key: 'hidden', name: '', value: { enabled: false } },
        { key: 'corner', name: '', value: { enabled: true, position: 'corner', team: 'first-line' } },
      ],
    },
    production: {
      isEnabled: true,
      allocations: [
        gate('staff', 'Staff', 'corner', [{ attribute: 'email', operator: 'MATCHES', value: '@shop\\.example$' }]),
        everyoneElse('hidden'),
      ],
    },
  },
];
