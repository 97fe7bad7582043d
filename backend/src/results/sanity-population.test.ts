import { expect, it } from '@jest/globals';
import { experimentDesign } from '@assay/definitions';
import type { Diagnostic } from '../pipeline/index.js';
import { populationOf } from './sanity-population.js';
import { sanityOf } from './sanity.js';

const design = experimentDesign.parse({
  experimentKey: 'checkout',
  assignmentSourceId: 'source',
  assignmentFrom: '2026-03-01T00:00:00Z',
  variations: ['control', 'treat'].map((key, at) => ({ key, name: key, weight: 1, isControl: at === 0 })),
});

const population = (control: [number, number | null], treat: [number, number | null]): Diagnostic => ({
  kind: 'population',
  entryPoint: 'Cart opened',
  segment: null,
  variations: [
    { variation: 'control', assigned: control[0], inside: control[1] },
    { variation: 'treat', assigned: treat[0], inside: treat[1] },
  ],
});

const counts = (control: number, treat: number): Diagnostic => ({
  kind: 'counts',
  variations: [
    { variation: 'control', subjects: control, mixed: 0, assignments: control },
    { variation: 'treat', subjects: treat, mixed: 0, assignments: treat },
  ],
});

const splitWith = (...diagnostics: Diagnostic[]) =>
  sanityOf({ design, hasTimes: false, diagnostics, metrics: [], overall: [], asOf: null }).split;

it('has no population where everyone who is assigned is analysed', () => {
  expect(populationOf(design, [])).toBeNull();
});

it('says of each variation how many are assigned and how many of them entered', () => {
  expect(populationOf(design, [population([500, 200], [510, 210])])).toMatchObject({
    status: 'passed',
    byVariation: [
      { variation: 'control', assigned: 500, inside: 200 },
      { variation: 'treat', assigned: 510, inside: 210 },
    ],
  });
});

it('says that a population is refused, and why', () => {
  const found = populationOf(design, [population([500, null], [510, null])]);

  expect(found?.status).toBe('failed');
  expect(found?.explanation).toContain('fewer subjects than your organisation’s minimum');
});

it('warns that nobody entered yet', () => {
  expect(populationOf(design, [population([500, 0], [510, 0])])?.status).toBe('warning');
});

it('finds an entry that the treatment changes, although the assignment is as planned', () => {
  const split = splitWith(population([5000, 2000], [5010, 2600]), counts(2000, 2600));

  expect(split.status).toBe('failed');
  expect(split.explanation).toContain('changes who enters');
});

it('finds an assignment that is off, although those who entered are split as planned', () => {
  const split = splitWith(population([5000, 2000], [6000, 2010]), counts(2000, 2010));

  expect(split.status).toBe('failed');
  expect(split.explanation).toContain('before they entered');
});
