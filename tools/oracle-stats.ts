import { resolve } from 'node:path';
import { checkAll } from './oracle-stats/check.js';

const directory = process.argv[2];
if (directory === undefined) {
  process.stderr.write('Usage: npm run oracle:stats -- DIR (a folder with expected/ and data/)\n');
  process.exitCode = 2;
} else {
  try {
    const failures = checkAll(resolve(directory), (line) => process.stdout.write(`${line}\n`));
    process.exitCode = failures > 0 ? 1 : 0;
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 2;
  }
}
