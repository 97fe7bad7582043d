import { expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { estimate, type EstimateRequest } from '../estimates/estimate.js';
import type { ArmMoments, MetricMoments } from '../estimates/metric-moments.js';
import type { IntervalMethod } from '../estimates/method.js';
import { jointOf } from '../moments/joint.js';
import { momentsOf } from '../moments/moments.js';
import { digestOf, verificationDocument, type ReportedMetric } from './document.js';
import { verificationScript } from './script.js';

/** Fixed rows without a generator: a few irrational steps around a circle. */
const wave = (index: number, step: number): number => Math.sin(index * step) + ((index * 7) % 5) / 5;
const rows = (n: number, shift: number): number[][] =>
  Array.from({ length: n }, (_, i) => [
    20 + shift + 3 * wave(i, 1.7),
    4 + wave(i, 0.9),
    5 + wave(i, 1.7),
    wave(i, 0.3),
  ]);
const some = (variables: readonly number[], n: number, shift: number) =>
  jointOf(
    rows(n, shift).map((row) => variables.map((variable) => row[variable] ?? 0)),
    variables.length,
  );

function metricOf(kind: MetricMoments['kind'], n: number, shift: number): MetricMoments {
  switch (kind) {
    case 'mean':
      return { kind, moments: momentsOf(rows(n, shift).map((row) => row[0] ?? 0)) };
    case 'proportion':
      return { kind, n, successes: Math.round(n * (0.4 + shift / 20)) };
    case 'ratio':
      return { kind, joint: some([0, 1], n, shift) };
    case 'percentile': {
      const bounds = { quantile: 400 + 10 * shift, lower: 391 + 10 * shift, upper: 413 + 10 * shift };
      return { kind, percentile: { p: 0.9, events: 3 * n, ...bounds, ranks: some([0, 1], n, shift), largestAtom: 0 } };
    }
    case 'suppressed':
      return { kind, n };
  }
}

const armOf = (
  variation: string,
  kind: MetricMoments['kind'],
  n: number,
  shift: number,
  cuped: boolean,
): ArmMoments => ({
  variation,
  metric: metricOf(kind, n, shift),
  covariates: cuped
    ? { names: ['a', 'b'], joint: kind === 'mean' ? some([0, 2, 3], n, shift) : some([0, 1, 2, 3], n, shift) }
    : null,
});

const methods: readonly IntervalMethod[] = [
  { kind: 'fixed' },
  { kind: 'fixed', distribution: 't' },
  { kind: 'sequential', tuning: 5000 },
  { kind: 'hybrid', phase: 'running' },
  { kind: 'hybrid', phase: 'ended' },
  { kind: 'bayesian' },
  { kind: 'bayesian', prior: 'flat' },
];

const reported = (name: string, request: EstimateRequest): ReportedMetric => ({
  name,
  sql: ['SELECT variation, COUNT(*) FROM subjects GROUP BY variation'],
  request,
  estimates: estimate(request),
});

const all = methods.flatMap((method, m) =>
  (['mean', 'proportion', 'ratio', 'percentile'] as const).flatMap((kind) =>
    [false, true].flatMap((cuped) => {
      if (cuped && kind === 'proportion') return [];
      const effect = kind === 'mean' && m % 2 === 1 ? 'total' : m % 3 === 2 ? 'absolute' : 'relative';
      return reported(`${kind} ${method.kind} ${effect} ${cuped}`, {
        control: armOf('control', kind, 900, 0, cuped),
        treatments: [
          armOf('a', kind, 1100, 0.4, cuped),
          armOf('b', 'suppressed', 3, 0, cuped),
          armOf('c', kind, 800, -0.3, cuped),
        ],
        effect,
        method,
        level: 0.9 + m / 100,
        gate: false,
        correction: {
          kind: 'preferential_bonferroni',
          isPrimary: m % 2 === 0,
          treatments: 3,
          metrics: 4,
          primaryShare: 0.6,
        },
        desiredChange: m % 2 === 0 ? 'increase' : 'decrease',
      });
    }),
  ),
);

const hasPython = spawnSync('python3', ['--version']).status === 0;

(hasPython ? it : it.skip)('gives every number again from the moments, in another language, to 1e-9', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verification-'));
  writeFileSync(join(folder, 'verify.py'), verificationScript);
  writeFileSync(join(folder, 'report.json'), JSON.stringify(verificationDocument(all)));

  const { stdout, stderr, status } = spawnSync('python3', [join(folder, 'verify.py'), join(folder, 'report.json')], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });

  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .filter((line) => !line.includes('no number'))
      .join('\n'),
  ).toMatch(/^\d{3,} numbers reproduced, 0 differ$/);
  expect(status).toBe(0);
});

(hasPython ? it : it.skip)('is caught by the script when a shown number was changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'verification-'));
  const document = verificationDocument(all.slice(0, 1));
  const changed = JSON.stringify(document).replace(/"high":(-?[\d.]+)/, '"high":0.123');
  writeFileSync(join(folder, 'verify.py'), verificationScript);
  writeFileSync(join(folder, 'report.json'), changed);

  const { stdout, status } = spawnSync('python3', [join(folder, 'verify.py'), join(folder, 'report.json')], {
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });

  expect(stdout).toContain('high:');
  expect(status).toBe(1);
});

it('digests what a number was made of: the same moments and settings, the same digest', () => {
  const [one] = all;
  const request = (one as ReportedMetric).request;

  expect(digestOf(request)).toBe(digestOf({ ...request }));
  expect(digestOf({ ...request, level: 0.99 })).not.toBe(digestOf(request));
});
