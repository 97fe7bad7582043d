import { expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { newSigningKey, signatureHeaders } from './signature.js';

const body = '{"type":"flag.changed"}';
const message = { id: 'msg_1', at: new Date(), body };

it('signs so that the reference implementation of Standard Webhooks accepts it', () => {
  const key = newSigningKey();

  expect(new Webhook(key).verify(body, signatureHeaders(message, [key]))).toEqual({ type: 'flag.changed' });
});

it('is refused for another body, another key and another time', () => {
  const key = newSigningKey();
  const headers = signatureHeaders(message, [key]);

  expect(() => new Webhook(key).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(newSigningKey()).verify(body, headers)).toThrow();
  expect(() => new Webhook(key).verify(body, { ...headers, 'webhook-timestamp': '1' })).toThrow();
});

it('is accepted with either key while one replaces the other', () => {
  const keys = [newSigningKey(), newSigningKey()];
  const headers = signatureHeaders(message, keys);

  for (const key of keys) expect(new Webhook(key).verify(body, headers)).toBeTruthy();
});

it('signs nothing without a key', () => {
  expect(signatureHeaders(message, [])).not.toHaveProperty('webhook-signature');
});
