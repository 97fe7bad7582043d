import { expect, it } from '@jest/globals';
import { parseConfigurationWire, writeConfigurationWire } from '../configuration-wire.js';
import { md5Hex } from '../md5/md5.js';
import { toBase64 } from '../text.js';
import { lookUp, lookUpAction, parsePrecomputed } from './precomputed.js';

const salt = 'c29kaXVt';
const key = (flagKey: string): string => md5Hex(salt + flagKey);
const flag = (type: string, value: string, changes: object = {}) => ({
  variationType: type,
  variationValue: toBase64(value),
  variationKey: toBase64('v'),
  allocationKey: toBase64('a'),
  extraLogging: { [toBase64('holdoutKey')]: toBase64('q3') },
  doLog: true,
  ...changes,
});

const text = JSON.stringify({
  format: 'PRECOMPUTED',
  obfuscated: true,
  salt,
  createdAt: '2026-01-01T00:00:00.000Z',
  environment: { name: 'Production' },
  flags: {
    [key('text')]: flag('STRING', 'größe'),
    [key('whole')]: flag('INTEGER', '42'),
    [key('half')]: flag('INTEGER', '42.5'),
    [key('yes')]: flag('BOOLEAN', 'true'),
    [key('json')]: flag('JSON', '{"a":1}'),
    [key('short')]: { variationType: 'NUMERIC', variationValue: toBase64('0.5'), doLog: false },
    [key('bad')]: 7,
  },
  bandits: {
    [key('text')]: {
      banditKey: toBase64('offers'),
      action: toBase64('red'),
      modelVersion: toBase64('v1'),
      actionProbability: 0.25,
      optimalityGap: 0.5,
      actionNumericAttributes: { [toBase64('price')]: toBase64('9.5') },
      actionCategoricalAttributes: { [toBase64('colour')]: toBase64('red') },
    },
  },
});
const precomputed = parsePrecomputed(text);

it('reads obfuscated assignments of every type', () => {
  expect(lookUp(precomputed, 'text', 'STRING')).toEqual({
    flagKey: 'text',
    code: 'MATCH',
    value: 'größe',
    variationKey: 'v',
    allocationKey: 'a',
    doLog: true,
    extraLogging: { holdoutKey: 'q3' },
    entityId: null,
    type: 'STRING',
  });
  expect(lookUp(precomputed, 'whole', 'INTEGER').value).toBe(42);
  expect(lookUp(precomputed, 'yes', 'BOOLEAN').value).toBe(true);
  expect(lookUp(precomputed, 'json', 'JSON').value).toEqual({ a: 1 });
  expect(lookUp(precomputed, 'short', 'NUMERIC')).toMatchObject({ value: 0.5, variationKey: null, doLog: false });
});

it.each([
  ['half', 'INTEGER', 'ASSIGNMENT_ERROR'],
  ['text', 'JSON', 'TYPE_MISMATCH'],
  ['bad', 'STRING', 'FLAG_UNRECOGNIZED_OR_DISABLED'],
  ['gone', 'STRING', 'FLAG_UNRECOGNIZED_OR_DISABLED'],
  ['__proto__', 'STRING', 'FLAG_UNRECOGNIZED_OR_DISABLED'],
  ['', 'STRING', 'ASSIGNMENT_ERROR'],
] as const)('says what is wrong with %j asked as %s', (flagKey, type, code) => {
  expect(lookUp(precomputed, flagKey, type)).toMatchObject({ code, value: null, doLog: false });
});

it("reads a bandit's choice", () => {
  expect(lookUpAction(precomputed, 'text')).toEqual({
    banditKey: 'offers',
    action: 'red',
    modelVersion: 'v1',
    actionProbability: 0.25,
    optimalityGap: 0.5,
    actionAttributes: { numericAttributes: { price: 9.5 }, categoricalAttributes: { colour: 'red' } },
  });
  expect(lookUpAction(precomputed, 'whole')).toBeNull();
});

it.each(['', '<html>', '[]', '{"format":"SERVER","flags":{}}', '{"format":"PRECOMPUTED"}'])('refuses %j', (wrong) => {
  expect(() => parsePrecomputed(wrong)).toThrow();
});

it('carries documents through the configuration wire unchanged', () => {
  const wire = {
    config: { response: '{"a":1}', etag: '"x"', fetchedAt: '2026-01-01T00:00:00.000Z' },
    bandits: { response: '{}' },
    precomputed: {
      response: text,
      subjectKey: 'alice',
      subjectAttributes: { numericAttributes: { age: 3 }, categoricalAttributes: {} },
    },
  };

  expect(parseConfigurationWire(writeConfigurationWire(wire))).toEqual(wire);
  expect(JSON.parse(writeConfigurationWire({})) as unknown).toEqual({ version: 1 });
  expect(() => parseConfigurationWire('{"version":2}')).toThrow('version 2; expected 1');
  expect(parseConfigurationWire('{"version":1,"config":7}')).toEqual({});
});
