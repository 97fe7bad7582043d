import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { judged, type Verdicts, verdictsFile } from './verdicts.js';

const { statements } = JSON.parse(readFileSync(verdictsFile, 'utf8')) as Verdicts;

it('has a verdict on every golden BigQuery statement, and on nothing else (else: npm run verdicts)', () => {
  expect(Object.keys(statements).sort()).toEqual([...judged().keys()].sort());
});

it.each([...judged()])('holds the verdict on the text of %s as it is now', (id, { digest, columns, kind }) => {
  const verdict = statements[id];

  expect(verdict?.digest).toBe(digest);
  expect(verdict?.error).toBeNull();
  if (kind === 'aggregate' || kind === 'probe') {
    expect(verdict?.kind).toBe('QueryStmt');
    expect(verdict?.columns).toEqual(columns.map(({ name }) => name));
  }
  if (kind === 'scratch') expect(verdict?.kind).not.toBe('QueryStmt');
});
