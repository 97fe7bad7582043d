import { expect, it } from '@jest/globals';
import { compile, parseRuleset, precompute, writeConfigurationWire } from '@assay/flag-evaluation';
import { createPrecomputedClient } from './full.js';
import { aRuleset } from '../testing/ruleset.js';

const wireOf = (ruleset: string): string =>
  writeConfigurationWire({
    precomputed: {
      response: JSON.stringify(
        precompute(compile(parseRuleset(ruleset)), { key: 'ada', attributes: {}, now: 0 }, { salt: 'salt' }),
      ),
      subjectKey: 'ada',
      subjectAttributes: { numericAttributes: { age: 36 }, categoricalAttributes: { country: 'UK' } },
    },
  });

it('serves what was computed elsewhere, with details, and logs it once', () => {
  const events: Readonly<Record<string, unknown>>[] = [];
  const client = createPrecomputedClient({
    offline: true,
    configurationWire: wireOf(aRuleset({ greeting: 'hello', on: true, n: 3 })),
    onAssignment: (event) => events.push(event),
  });

  const served = [
    client.getString('greeting', 'bye'),
    client.getString('greeting', 'bye'),
    client.getBoolean('on', false),
  ];
  const { value, evaluationDetails } = client.getIntegerDetails('n', 0);

  expect(served).toEqual(['hello', 'hello', true]);
  expect(value).toBe(3);
  expect(evaluationDetails).toMatchObject({
    flagEvaluationCode: 'MATCH',
    variationKey: 'only',
    environmentName: 'Test',
    matchedAllocation: { key: 'all' },
  });
  expect(events).toHaveLength(3);
  expect(events[0]).toMatchObject({
    experiment: 'greeting-all',
    subject: 'ada',
    subjectAttributes: { age: 36, country: 'UK' },
    format: 'PRECOMPUTED',
    evaluationDetails: null,
    metaData: { obfuscated: true },
  });
});

it('serves fallbacks for what is absent or of another type, and reports a wire it cannot read', () => {
  const problems: Error[] = [];
  const client = createPrecomputedClient({ offline: true, configurationWire: wireOf(aRuleset({ greeting: 'hello' })) });
  const broken = createPrecomputedClient({
    offline: true,
    configurationWire: '{"version":1}',
    onError: (problem) => problems.push(problem),
  });

  expect(client.getBoolean('greeting', true)).toBe(true);
  expect(client.getString('absent', 'bye')).toBe('bye');
  expect(client.getStringDetails('absent', 'bye').evaluationDetails.flagEvaluationCode).toBe(
    'FLAG_UNRECOGNIZED_OR_DISABLED',
  );
  expect(broken.getString('greeting', 'bye')).toBe('bye');
  expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining('no precomputed assignments')]);
});

it('serves an override without logging it', () => {
  const events: unknown[] = [];
  const client = createPrecomputedClient({
    offline: true,
    configurationWire: wireOf(aRuleset({ greeting: 'hello' })),
    onAssignment: (event) => events.push(event),
  });

  client.setOverrides({ greeting: { key: 'forced', value: 'ciao' } });

  expect(client.getString('greeting', 'bye')).toBe('ciao');
  expect(events).toEqual([]);
});

it('refuses to start without a key, with the fix in the message', () => {
  expect(() => createPrecomputedClient({ baseUrl: 'flags.example.com', subjectKey: 'ada' })).toThrow('sdkKey');
});
