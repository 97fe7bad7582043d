import { expect, it } from '@jest/globals';
import { compile } from './compile.js';
import { evaluate } from './evaluate.js';
import { assignmentEvent } from './events.js';

const ruleset = compile({
  createdAt: '',
  format: 'SERVER',
  environment: { name: '' },
  flags: {
    checkout: {
      key: 'checkout',
      enabled: true,
      variationType: 'STRING',
      variations: { on: { key: 'on', value: 'ON' } },
      totalShards: 10000,
      entityId: 3,
      allocations: [
        {
          key: 'test',
          splits: [
            {
              variationKey: 'on',
              shards: [],
              extraLogging: { holdoutKey: 'q3', holdoutVariation: 'status_quo', subject: 'x' },
            },
          ],
          doLog: true,
        },
      ],
    },
  },
});

it('builds the event that warehouses store, extra logging flat and never over our own fields', () => {
  const attributes = { country: 'US' };
  const evaluation = evaluate(ruleset, 'checkout', 'STRING', { key: 'alice', attributes, now: 0 });

  const event = assignmentEvent(evaluation, {
    subject: 'alice',
    subjectAttributes: attributes,
    timestamp: '2026-06-01T00:00:00.500Z',
    evaluationDetails: null,
    format: 'SERVER',
    metaData: { obfuscated: false, sdkLanguage: 'javascript', sdkLibVersion: '1.0.0' },
  });

  expect(event).toEqual({
    holdoutKey: 'q3',
    holdoutVariation: 'status_quo',
    allocation: 'test',
    experiment: 'checkout-test',
    featureFlag: 'checkout',
    format: 'SERVER',
    variation: 'on',
    subject: 'alice',
    timestamp: '2026-06-01T00:00:00.500Z',
    subjectAttributes: { country: 'US' },
    metaData: { obfuscated: false, sdkLanguage: 'javascript', sdkLibVersion: '1.0.0' },
    evaluationDetails: null,
    entityId: 3,
  });
});
