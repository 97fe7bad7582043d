import { expect, it } from '@jest/globals';
import { connectionSettings } from './warehouses.js';

const redshift = { kind: 'redshift', region: 'eu-west-1', workgroup: 'analytics', database: 'shop' };

it('takes a Redshift workgroup with the identity of the worker', () => {
  expect(connectionSettings.parse(redshift)).toEqual({
    ...redshift,
    ...{ cluster: null, user: null, roleArn: null, externalId: null },
  });
});

it.each([
  ['both a cluster and a workgroup', { cluster: 'shop' }, 'cluster'],
  ['neither a cluster nor a workgroup', { workgroup: null }, 'cluster'],
  ['a user with a workgroup', { user: 'assay' }, 'user'],
  ['a role without external id', { roleArn: 'arn:aws:iam::123456789012:role/assay' }, 'externalId'],
  ['an external id without role', { externalId: 'org-1' }, 'externalId'],
  ['a role of another form', { roleArn: 'assay', externalId: 'org-1' }, 'roleArn'],
  ['a region that would name another host', { region: 'x.example.org/' }, 'region'],
])('refuses %s', (_, wrong, field) => {
  const result = connectionSettings.safeParse({ ...redshift, ...wrong });

  expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
});
