import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { sightings } from './canary.js';

const token = 'cänary-"7f3a91"';
const found = (content: string | Buffer) => sightings([{ place: 'rows', token }], 'file', content);

it.each([
  ['raw', `a ${token} b`],
  ['in another case', `a ${token.toUpperCase().replace('Ä', 'ä')} b`],
  ['as JSON', JSON.stringify({ a: token })],
  ['as JSON inside JSON', JSON.stringify({ a: JSON.stringify({ b: token }) })],
  ['as JSON in ASCII', '"c\\u00e4nary-\\"7f3a91\\""'],
  ['in a URL', `https://example.com/?q=${encodeURIComponent(token)}`],
  ['in base64', Buffer.from(`${token} and more`).toString('base64')],
  ['in base64, one byte later', Buffer.from(`x${token} and more`).toString('base64')],
  ['in base64, two bytes later', Buffer.from(`xy${token} and more`).toString('base64')],
  ['in base64 for URLs', Buffer.from(`???>>>${token}???>>>`).toString('base64url')],
  ['in hex', Buffer.from(token).toString('hex').toUpperCase()],
  ['in gzip', gzipSync(`a ${token} b`)],
  ['in gzip inside a file', Buffer.concat([Buffer.from('head'), gzipSync(token), Buffer.from('tail')])],
])('finds it %s', (_, content) => {
  expect(found(content)).toEqual([{ place: 'rows', sink: 'file' }]);
});

it('finds nothing in what does not hold it', () => {
  expect(found('canary-7f3a91 cänary-"7f3a92"')).toEqual([]);
});
