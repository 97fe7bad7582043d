import { afterEach, expect, it } from '@jest/globals';
import { OpenFeature } from '@openfeature/web-sdk';
import { createClient } from './index.js';
import { createProvider, type TrackingEvent } from './openfeature.js';
import { aRuleset } from './testing/ruleset.js';

OpenFeature.setLogger({ error() {}, warn() {}, info() {}, debug() {} });
afterEach(() => OpenFeature.close());

it('resolves for the context’s subject, with details and events of the client', async () => {
  const subjects: string[] = [];
  const client = createClient({
    offline: true,
    ruleset: aRuleset({ greeting: 'hello', on: true }),
    onAssignment: (event) => subjects.push(event.subject),
  });
  await OpenFeature.setContext({ targetingKey: 'ada' });
  await OpenFeature.setProviderAndWait(createProvider(client));

  const details = OpenFeature.getClient().getStringDetails('greeting', 'bye');
  await OpenFeature.setContext({ targetingKey: 'bob' });

  expect(details).toMatchObject({ value: 'hello', variant: 'only', reason: 'STATIC' });
  expect(OpenFeature.getClient().getBooleanValue('on', false)).toBe(true);
  expect(OpenFeature.getClient().getNumberDetails('greeting', 7)).toMatchObject({
    value: 7,
    errorCode: 'TYPE_MISMATCH',
  });
  expect(subjects).toEqual(['ada', 'bob']);
});

it('hands what is tracked to the callback and survives one that throws', async () => {
  const tracked: TrackingEvent[] = [];
  const client = createClient({ offline: true, ruleset: aRuleset({}) });
  const onTrack = (event: TrackingEvent): void => {
    tracked.push(event);
    throw new Error('beacon refused');
  };
  await OpenFeature.setProviderAndWait(createProvider(client, { onTrack }));

  OpenFeature.getClient().track('checkout', { value: 3 });

  expect(tracked).toMatchObject([{ event: 'checkout', value: 3 }]);
});
