import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Injection token of the word by which processes of one installation know each other. */
export const INTERNAL_TOKEN = Symbol('internal token');

/** The token of the settings, or one that is made once and kept in the data folder, readable by its owner only. */
export async function internalToken(given: string | undefined, dataFolder: string): Promise<string> {
  if (given !== undefined) return given;
  const path = join(dataFolder, 'internal.token');
  await mkdir(dataFolder, { recursive: true });
  // Two processes may start at once: the first one writes, both read.
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    },
  );
  return (await readFile(path, 'utf8')).trim();
}

/** Whether an Authorization header carries the token; takes the same time for every wrong one. */
export function carriesToken(header: string | undefined, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
