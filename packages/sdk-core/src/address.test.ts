import { expect, it } from '@jest/globals';
import { toBase64 } from '@assay/flag-evaluation';
import { readToken, resolveBaseUrl } from './address.js';

const defaultBaseUrl = 'https://cdn.example.com/api';
const token = `secret.${toBase64('cs=acme&eh=acme.events.example.com')}`;

it('takes an explicit address, with a scheme and without a slash at the end', () => {
  expect(resolveBaseUrl(token, 'flags.example.com/api//', defaultBaseUrl)).toBe('https://flags.example.com/api');
  expect(resolveBaseUrl(token, '//flags.example.com/', defaultBaseUrl)).toBe('https://flags.example.com');
  expect(resolveBaseUrl(token, 'localhost:3000', defaultBaseUrl)).toBe('https://localhost:3000');
  expect(resolveBaseUrl(token, 'HTTP://localhost:3000/api', defaultBaseUrl)).toBe('HTTP://localhost:3000/api');
});

it('takes the token’s sub-domain of the default when no other address is given', () => {
  expect(resolveBaseUrl(token, undefined, defaultBaseUrl)).toBe('https://acme.cdn.example.com/api');
  expect(resolveBaseUrl(token, defaultBaseUrl, defaultBaseUrl)).toBe('https://acme.cdn.example.com/api');
});

it('takes the default for a plain key, and knows nothing without a default', () => {
  expect(resolveBaseUrl('plain-key', undefined, defaultBaseUrl)).toBe(defaultBaseUrl);
  expect(resolveBaseUrl(token, undefined, null)).toBeNull();
});

it('reads tokens of both base64 alphabets, padded or not, and finds nothing in a plain key', () => {
  const unpadded = token.replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');

  expect(readToken(unpadded)).toEqual({ subdomain: 'acme', eventHost: 'acme.events.example.com' });
  expect(readToken('plain.key!')).toEqual({ subdomain: null, eventHost: null });
});
