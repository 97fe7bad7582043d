import { expect, it } from '@jest/globals';
import { environment, readConfig, settingsTable } from './config.js';

it('needs no setting at all', () => {
  expect(readConfig({})).toMatchObject({ ASSAY_ROLE: 'both', HOST: '127.0.0.1', PORT: 3000, SECRETS: 'vault' });
});

it('takes an empty variable for an unset one', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
});

it('lists every bad setting at once, with what it is for', () => {
  const bad = { PORT: '70000', DATABASE_URL: 'mysql://localhost/x', ASSAY_ROLE: 'boss', SESSION_KEY: 'short' };

  const start = () => readConfig(bad);

  for (const name of Object.keys(bad)) expect(start).toThrow(name);
  expect(start).toThrow('absent: an embedded Postgres is started');
});

it('names what is missing of settings that belong together', () => {
  const half = () => readConfig({ FASTLY_SERVICE: 'SU1Z0isxPaozGVKXdv0eY', FASTLY_TOKEN_FILE: '/run/token' });

  expect(half).toThrow('FASTLY_KV_STORE: is needed');
  expect(half).toThrow('FASTLY_MAC_FILE: is needed');
  expect(half).not.toThrow('FASTLY_TOKEN_FILE: is needed');
});

it('does not repeat a value that may be secret', () => {
  expect(() => readConfig({ SESSION_KEY: 'hunter2' })).not.toThrow('hunter2');
  expect(() => readConfig({ DATABASE_URL: 'mysql://u:hunter2@h/x' })).not.toThrow('hunter2');
});

it.each([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])('reads %s as a switch', (text, expected) => {
  expect(readConfig({ TRUST_PROXY: text }).TRUST_PROXY).toBe(expected);
});

it('cannot be changed after it was read', () => {
  const config = readConfig({});

  expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
});

it('prints a row for each setting, with its meaning', () => {
  const table = settingsTable();

  for (const name of Object.keys(environment.shape)) expect(table).toContain(`| \`${name}\` |`);
  expect(table).toContain('| `PORT` | `3000` |');
});
