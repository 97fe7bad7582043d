import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret of the settings, or one that is made once and kept in the data folder, readable by its owner only. */
export async function keptSecret(given: string | undefined, dataFolder: string, file: string): Promise<string> {
  if (given !== undefined) return given;
  const path = join(dataFolder, file);
  await mkdir(dataFolder, { recursive: true });
  // Two processes may start at once: the first one writes, both read.
  await writeFile(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    },
  );
  return (await readFile(path, 'utf8')).trim();
}
