import { expect, it } from '@jest/globals';
import { connectionSettings } from './warehouses.js';

const redshift = { kind: 'redshift', region: 'eu-west-1', workgroup: 'analytics', database: 'shop' };

it('takes a Redshift workgroup with the identity of the worker', () => {
  expect(connectionSettings.parse(redshift)).toEqual({
    ...redshift,
    ...{ cluster: null, user: null, roleArn: null, externalId: null },
  });
});

const snowflake = { kind: 'snowflake', account: 'acme-shop', database: 'SHOP', warehouse: 'ANALYTICS', user: 'ASSAY' };

it('takes a Snowflake user with a key pair where nothing else is said', () => {
  expect(connectionSettings.parse(snowflake)).toEqual({
    ...snowflake,
    ...{ method: 'key_pair', role: null, oauthClientId: null, oauthTokenUrl: null, oauthScope: null },
  });
});

it.each([
  ['an account that would name another host', { account: 'x.example.org/' }, 'account'],
  ['a key pair without a user', { user: null }, 'user'],
  ['OAuth without a client', { method: 'oauth', oauthTokenUrl: 'https://id.example.org/token' }, 'oauthClientId'],
  ['OAuth without the address of tokens', { method: 'oauth', oauthClientId: 'assay' }, 'oauthTokenUrl'],
  [
    'a client secret that would travel in the clear',
    { method: 'oauth', oauthClientId: 'assay', oauthTokenUrl: 'http://id.example.org/token' },
    'oauthTokenUrl',
  ],
])('refuses for Snowflake %s', (_, wrong, field) => {
  const result = connectionSettings.safeParse({ ...snowflake, ...wrong });

  expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
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

const bigquery = { kind: 'bigquery', project: 'acme-shop', location: 'EU' };

it.each(['EU', 'US', 'europe-west1', 'us-central1', 'aws-us-east-1'])('takes BigQuery in %s', (location) => {
  expect(connectionSettings.parse({ ...bigquery, location })).toEqual({
    ...bigquery,
    location,
    maximumGigabytes: null,
  });
});

it.each([
  ['a project that would name another path', { project: 'a/../b' }, 'project'],
  ['a location that is none', { location: 'EU&x=1' }, 'location'],
  ['no location', { location: undefined }, 'location'],
  ['a limit of nothing', { maximumGigabytes: 0 }, 'maximumGigabytes'],
])('refuses %s', (_, wrong, field) => {
  const result = connectionSettings.safeParse({ ...bigquery, ...wrong });

  expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
});

const databricks = {
  ...{ kind: 'databricks', host: 'dbc-a1b2c3d4-e5f6.cloud.databricks.com' },
  ...{ path: '/sql/1.0/warehouses/0123456789abcdef', catalog: 'shop', clientId: 'assay' },
};

it('takes a Databricks service principal where nothing else is said', () => {
  expect(connectionSettings.parse(databricks)).toEqual({ ...databricks, method: 'oauth' });
});

it.each([
  ['a host with a scheme', { host: 'https://dbc.cloud.databricks.com' }, 'host'],
  ['a host that holds a user', { host: 'someone@evil.example.org' }, 'host'],
  ['a path that leads elsewhere', { path: '/api/2.0/token/create' }, 'path'],
  ['a path that climbs', { path: '/sql/1.0/warehouses/../../api' }, 'path'],
  ['a service principal without client id', { clientId: null }, 'clientId'],
])('refuses for Databricks %s', (_, wrong, field) => {
  const result = connectionSettings.safeParse({ ...databricks, ...wrong });

  expect(result.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
});
