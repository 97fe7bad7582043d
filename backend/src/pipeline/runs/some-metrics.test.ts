import { expect, it } from '@jest/globals';
import { aAnalysis, byAccount, clustered } from '../reference/warehouse-fixture.js';
import { populationOf } from './some-metrics.js';

const analysis = aAnalysis({ minimumContributors: 10 });

it('tells the members of clusters from the clusters, and whom ids belong to from before there were any', () => {
  const digests = [analysis, byAccount(analysis), clustered(analysis)].map(populationOf);

  expect(new Set(digests).size).toBe(3);
});

it('does not depend on which metrics and facts are read', () => {
  expect(populationOf({ ...analysis, metrics: [], factSources: [] })).toBe(populationOf(analysis));
});
