/**
 * Writes the golden SQL of every query and dialect, and where the analyser is there its verdicts:  npm run golden.
 * Review the difference before committing it. `--check` writes nothing and fails when a file would change.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findAnalyser } from './googlesql/analyser.js';
import { textOf, verdictsBy, verdictsFile } from './googlesql/verdicts.js';
import { goldenFiles, goldenFolder } from './golden.js';

const files = goldenFiles();
if (process.argv.includes('--check')) {
  const onDisk = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);
  let stale = 0;
  for (const [path, text] of files) {
    if ((await onDisk(path)) === text) continue;
    stale += 1;
    process.stdout.write(`${path} is not what the code writes: npm run golden\n`);
  }
  process.exit(stale === 0 ? 0 : 1);
}
await rm(goldenFolder, { recursive: true, force: true });
for (const [path, text] of files) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const analyser = findAnalyser();
if (analyser !== null) await writeFile(verdictsFile, textOf(verdictsBy(analyser)));
process.stdout.write(`${files.size} golden files written to ${goldenFolder}\n`);
