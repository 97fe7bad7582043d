import { expect, it } from '@jest/globals';
import type { AuditEvent } from '../audit/index.js';
import { definitionKinds } from '../metrics/index.js';
import { bodyOf, newsOf } from './news.js';

const event = (action: string, target: AuditEvent['target']): AuditEvent => ({
  ...{ organisationId: 'org_1', position: 1, id: 'evt_1', at: new Date('2026-11-02T09:00:00Z') },
  actor: { kind: 'person', id: 'per_1', name: 'Ann' },
  ...{ action, target, before: { secret: 'x' }, after: null, previousHash: '', hash: '' },
});
const flag = { kind: 'flag', id: 'flg_1', name: 'checkout' };

it('tells who did what to what, with the page, and nothing of its content', () => {
  const news = newsOf(event('flag.updated', flag), 'https://assay.example')!;

  expect(news).toMatchObject({
    event: 'flag.changed',
    text: 'Flag “checkout”: updated by Ann',
    url: 'https://assay.example/flags/checkout',
  });
  expect(JSON.stringify(news)).not.toContain('secret');
});

it.each([
  ['change_request.created', 'approval.changed'],
  ['experiment.started', 'experiment.changed'],
  ['rollout_guard.acted', 'flag.changed'],
  ['fact_source.updated', 'definition.changed'],
])('tells %s as %s', (action, expected) => {
  expect(newsOf(event(action, flag), '')?.event).toBe(expected);
});

it.each(['session.started', 'connection.updated', 'experiment.refresh_requested', 'api_key.created'])(
  'keeps %s to itself',
  (action) => {
    expect(newsOf(event(action, flag), '')).toBeNull();
  },
);

it.each(definitionKinds)('tells a change of a definition of the kind %s', (kind) => {
  const news = newsOf(event(`${kind}.updated`, { kind, id: 'x_1', name: 'Plan' }), 'https://assay.example');

  expect(news).toMatchObject({ event: 'definition.changed', text: expect.stringContaining('“Plan”: updated by Ann') });
});

it('writes a typed document for a webhook', () => {
  const news = newsOf(event('flag.updated', flag), 'https://assay.example')!;

  expect(JSON.parse(bodyOf('webhook', news))).toEqual({
    type: 'flag.changed',
    timestamp: '2026-11-02T09:00:00.000Z',
    data: {
      text: 'Flag “checkout”: updated by Ann',
      url: 'https://assay.example/flags/checkout',
      action: 'flag.updated',
      actor: { kind: 'person', name: 'Ann' },
      target: flag,
    },
  });
});

it('writes a line for Slack in which a name cannot pose as a mention or a link', () => {
  const hostile = { kind: 'experiment', id: 'exp_1', name: '<!channel> & <https://evil.example|Open>' };
  const news = newsOf(event('experiment.started', hostile), 'https://assay.example')!;

  const { text } = JSON.parse(bodyOf('slack', news)) as { text: string };

  expect(text).toContain('&lt;!channel&gt; &amp; &lt;https://evil.example|Open&gt;');
  expect(text.match(/</g)).toHaveLength(1);
});
