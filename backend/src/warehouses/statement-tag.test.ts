import { expect, it } from '@jest/globals';
import { dialects, selectOne } from '@assay/warehouse-sql';
import { tagged } from './statement-tag.js';

const statement = selectOne(dialects.duckdb);

it('names who asked before the text, on its first line', () => {
  const text = tagged(
    statement,
    { organisationId: 'org_1', purpose: 'run', experimentId: 'exp_1', runId: null },
    'job-1',
  );

  expect(text).toBe(
    `/* assay organisation=org_1 purpose=run experiment=exp_1 job=job-1 statement=${statement.digest.slice(0, 16)} */ SELECT 1 AS answer`,
  );
});

it('lets no id end the comment', () => {
  const text = tagged(statement, { organisationId: '*/ DROP TABLE x; /*', purpose: 'run' }, 'j');

  expect(text.indexOf('*/')).toBe(text.lastIndexOf('*/'));
  expect(text).toContain('organisation=DROPTABLEx ');
});
