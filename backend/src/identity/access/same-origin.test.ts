import { expect, it } from '@jest/globals';
import { isOurOwnPage, type RequestOrigin } from './same-origin.js';

const aPost = (more: Partial<RequestOrigin>): RequestOrigin => ({
  method: 'POST',
  host: 'assay.example:3000',
  origin: undefined,
  fetchSite: undefined,
  ...more,
});

it.each<[string, Partial<RequestOrigin>]>([
  ['a reading request of any site', { method: 'GET', fetchSite: 'cross-site' }],
  ['our own page', { fetchSite: 'same-origin' }],
  ['our own page in a browser without Sec-Fetch-Site', { origin: 'http://assay.example:3000' }],
  ['our own page behind a proxy', { origin: 'https://assay.company.com', host: 'internal:3000' }],
])('believes %s', (_, request) => {
  expect(isOurOwnPage(aPost(request), 'https://assay.company.com')).toBe(true);
});

it.each<[string, Partial<RequestOrigin>]>([
  ['a page of another site', { fetchSite: 'cross-site', origin: 'https://evil.example' }],
  ['a page of a neighbouring host', { fetchSite: 'same-site', origin: 'https://app.company.com' }],
  ['another port of our host', { origin: 'http://assay.example:4000' }],
  ['a sandboxed page', { origin: 'null' }],
  ['an address typed by hand', { fetchSite: 'none' }],
  ['a request that names nothing', {}],
  ['a lying origin beside an honest browser', { fetchSite: 'cross-site', origin: 'http://assay.example:3000' }],
])('refuses %s', (_, request) => {
  expect(isOurOwnPage(aPost(request), 'https://assay.company.com')).toBe(false);
});
