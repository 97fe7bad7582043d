import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The program that judges: the one that GOOGLESQL_CHECK names, or `googlesql-check` on the PATH; null = there is none. */
export const findAnalyser = (environment = process.env) => {
  const named = environment.GOOGLESQL_CHECK;
  if (named && !existsSync(named)) throw new Error(`GOOGLESQL_CHECK names a file that does not exist: ${named}`);
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return named || (folders.map((folder) => join(folder, 'googlesql-check')).find((path) => existsSync(path)) ?? null);
};
