import { expect, it } from '@jest/globals';
import { parseOverrideHeader, readOverrides } from './override-header.js';

it('keeps the well-formed overrides and nothing else', () => {
  const overrides = readOverrides(
    JSON.parse('{"a":{"key":"on","value":true},"b":null,"c":{"key":"x"},"__proto__":{"value":1}}'),
  );

  expect(Object.keys(overrides!)).toEqual(['a', '__proto__']);
  expect(({} as { value?: unknown }).value).toBeUndefined();
});

it('reads the override header and refuses what is not one', () => {
  const header = '{"browserExtensionKey":"k","overrides":{"flag":{"key":"on","value":true}}}';

  expect(parseOverrideHeader(header)).toMatchObject({ key: 'k', overrides: { flag: { key: 'on', value: true } } });
  expect(() => parseOverrideHeader('on')).toThrow('not a JSON object');
});
