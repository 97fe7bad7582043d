import { expect, it } from '@jest/globals';
import { compile, parseRuleset, precompute, writeConfigurationWire } from '@assay/flag-evaluation';
import { fromPrecomputedWire } from '../wire.js';
import { aRuleset } from '../testing/ruleset.js';
import { createPrecomputedClient } from './client.js';

const wire = writeConfigurationWire({
  precomputed: {
    response: JSON.stringify(
      precompute(
        compile(parseRuleset(aRuleset({ greeting: 'hello', on: true, n: 3 }))),
        { key: 'ada', attributes: {}, now: 0 },
        { salt: 'salt' },
      ),
    ),
    subjectKey: 'ada',
    subjectAttributes: { numericAttributes: { age: 36 }, categoricalAttributes: { country: 'UK' } },
  },
});

it('answers from a configuration wire, and logs each assignment once', () => {
  const events: Readonly<Record<string, unknown>>[] = [];
  const client = createPrecomputedClient({
    offline: true,
    ...fromPrecomputedWire(wire),
    onAssignment: (event) => events.push(event),
  });

  const served = [
    client.getString('greeting', 'bye'),
    client.getString('greeting', 'bye'),
    client.getBoolean('on', false),
    client.getInteger('n', 0),
    client.getNumber('n', 0.5),
    client.getString('absent', 'bye'),
  ];

  expect(served).toEqual(['hello', 'hello', true, 3, 0.5, 'bye']);
  expect(events.map((event) => event.experiment)).toEqual(['greeting-all', 'on-all', 'n-all']);
  expect(events[0]).toMatchObject({
    subject: 'ada',
    subjectAttributes: { age: 36, country: 'UK' },
    format: 'PRECOMPUTED',
    evaluationDetails: null,
    metaData: { obfuscated: true },
  });
});

it('keeps events until there is a callback, and survives one that throws', async () => {
  const problems: string[] = [];
  const heard: string[] = [];
  const client = createPrecomputedClient({
    offline: true,
    ...fromPrecomputedWire(wire),
    onError: (problem) => problems.push(problem.message),
  });
  client.getString('greeting', 'bye');
  client.getBoolean('on', false);

  client.onAssignment((event) => {
    heard.push(event.featureFlag);
    throw new Error('disk full');
  });

  expect(await client.ready()).toBe(true);
  expect(heard).toEqual(['greeting', 'on']);
  expect(problems).toEqual(['onAssignment callback: disk full']);
});

it.each(['', '<html>', '{"version":1}', 'null', '[]'])(
  'serves fallbacks and reports what is no wire: %j',
  async (text) => {
    const problems: string[] = [];
    const client = createPrecomputedClient({
      offline: true,
      ...fromPrecomputedWire(text),
      onError: (problem) => problems.push(problem.message),
    });

    expect(client.getString('greeting', 'bye')).toBe('bye');
    expect([await client.ready(), await client.refresh(), client.isReady()]).toEqual([false, false, false]);
    await expect(client.ready({ rejectOnFailure: true })).rejects.toThrow('no assignments');
    expect(problems).toEqual([expect.stringMatching(/^given assignments: /)]);
  },
);

it('refuses to start without a key, with the fix in the message', () => {
  expect(() => createPrecomputedClient({ baseUrl: 'flags.example.com', subjectKey: 'ada' })).toThrow('sdkKey');
});
