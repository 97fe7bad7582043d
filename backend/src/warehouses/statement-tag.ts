import type { Statement } from '@assay/warehouse-sql';
import type { QueryTag } from './port.js';

/**
 * The text to send: a comment that names who asked, then the statement on the same line, so that line numbers of
 * errors stay right: `/* assay organisation=… purpose=run experiment=… run=… job=… statement=… *\/ SELECT …`.
 *
 * @param job our id of this submission: cancelling looks for it in the warehouse's list of running statements.
 */
export const tagged = (statement: Pick<Statement, 'text' | 'digest'>, tag: QueryTag, job: string): string =>
  `/* ${tagWords(statement, tag, job)} */ ${statement.text}`;

/** The same words alone, for engines that keep a tag beside the text. */
export function tagWords(statement: Pick<Statement, 'digest'>, tag: QueryTag, job: string): string {
  const parts: [string, string | null | undefined][] = [
    ['organisation', tag.organisationId],
    ['purpose', tag.purpose],
    ['experiment', tag.experimentId],
    ['run', tag.runId],
    ['job', job],
    ['statement', statement.digest.slice(0, 16)],
  ];
  const words = parts.filter(([, value]) => value).map(([key, value]) => `${key}=${plain(value ?? '')}`);
  return `assay ${words.join(' ')}`;
}

/** Ids hold nothing that could end a comment. */
const plain = (id: string): string => id.replace(/[^A-Za-z0-9_.-]/g, '').slice(0, 100);
