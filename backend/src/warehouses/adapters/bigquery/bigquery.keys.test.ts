import { expect, it } from '@jest/globals';
import { serviceAccountKeyOf } from './bigquery.keys.js';

const file = {
  ...{ type: 'service_account', project_id: 'acme-shop', client_email: 'assay@acme-shop.iam.gserviceaccount.com' },
  private_key: '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n',
};

it('reads the key of a service account, and needs none', () => {
  expect(serviceAccountKeyOf(`${JSON.stringify(file)}\n`)).toEqual({
    email: file.client_email,
    privateKey: file.private_key,
  });
  expect(serviceAccountKeyOf(null)).toBeNull();
});

it.each([
  ['no JSON', 'canary'],
  ['a list', '["canary"]'],
  ['a key without its account', JSON.stringify({ ...file, client_email: undefined })],
  ['an account without its key', JSON.stringify({ ...file, private_key: 'canary' })],
  ['a federation that reads files of the machine', JSON.stringify({ ...file, type: 'external_account' })],
  ['another universe', JSON.stringify({ ...file, universe_domain: 'canary.example' })],
])('refuses %s and repeats nothing of it', (_, secret) => {
  const ask = (): unknown => serviceAccountKeyOf(secret);

  expect(ask).toThrow('key of a service account');
  expect(ask).not.toThrow('canary');
});
