import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Command lines of the processes whose arguments or environment name the folder: the launcher, the product, the sample
 * application and Postgres of one start. Read from /proc; without one, what Postgres says of itself.
 */
export const processesNaming = async (folder: string): Promise<readonly string[]> => {
  if (!existsSync('/proc/self/cmdline')) {
    return existsSync(join(folder, 'database', 'postmaster.pid')) ? ['postgres'] : [];
  }
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    ids.map(async (id) => {
      const command = await textOf(`/proc/${id}/cmdline`);
      const environment = await textOf(`/proc/${id}/environ`);
      return `${command}\0${environment}`.includes(folder) ? command.replaceAll('\0', ' ').trim() : null;
    }),
  );
  return found.filter((command) => command !== null && command !== '') as string[];
};

/** A process may end while it is read. */
const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '');
