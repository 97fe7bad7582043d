import { expect, it } from '@jest/globals';
import { snippetOf } from './snippet.js';

const base = {
  flagKey: 'checkout',
  fallback: 'it’s',
  baseUrl: 'https://flags.example.com/api',
  attributes: [],
} as const;

it('asks with the getter of the flag’s type', () => {
  const text = snippetOf({ ...base, sdk: 'node', type: 'STRING', attributes: ['country', 'app version'] });

  expect(text).toContain("from '@assay/sdk-node'");
  expect(text).toContain(`flags.getString('checkout', user.id, { country: …, "app version": … }, 'it’s');`);
});

it('keeps the server key out of browsers', () => {
  const text = snippetOf({ ...base, sdk: 'browser', type: 'BOOLEAN', fallback: false });

  expect(text).toContain("from '@assay/sdk-js'");
  expect(text).not.toContain('process.env');
});

it('escapes quotes in a fallback', () => {
  expect(snippetOf({ ...base, sdk: 'node', type: 'STRING', fallback: "a'b\\" })).toContain("'a\\'b\\\\'");
});
