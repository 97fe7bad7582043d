import { expect, it } from '@jest/globals';
import { compareVersions, parseVersion } from './semver.js';

it('orders versions as semver.org does', () => {
  const ordered = [
    '0.9.9',
    '1.0.0-0',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ];

  for (let i = 0; i < ordered.length; i++) {
    for (let j = 0; j < ordered.length; j++) {
      expect(Math.sign(compareVersions(parseVersion(ordered[i]!)!, parseVersion(ordered[j]!)!))).toBe(Math.sign(i - j));
    }
  }
});

it('ignores build metadata', () => {
  expect(compareVersions(parseVersion('1.0.0+a.1')!, parseVersion('1.0.0+b')!)).toBe(0);
});

it.each([
  '28.5',
  '1',
  '01.2.3',
  '1.2.3-',
  '1.2.3-01',
  '1.2.3+',
  'v1.2.3',
  ' 1.2.3',
  '',
  '1.2.3.4',
  '99999999999999999.0.0',
])('does not take %j for a version', (text) => {
  expect(parseVersion(text)).toBeNull();
});
