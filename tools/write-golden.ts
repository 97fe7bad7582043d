/** Writes the golden SQL of every query and dialect:  npm run golden. Review the difference before committing it. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { goldenFiles, goldenFolder } from './golden.js';

const files = goldenFiles();
await rm(goldenFolder, { recursive: true, force: true });
for (const [path, text] of files) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
process.stdout.write(`${files.size} golden files written to ${goldenFolder}\n`);
