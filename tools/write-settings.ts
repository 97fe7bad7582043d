/**
 * Writes docs/operations/settings.md from the schema of the settings; with --check it only tells whether it is current.
 *   npm run settings
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { settingsTable } from '../backend/src/config/config.js';

const path = 'docs/operations/settings.md';
const text = `# Settings

Read once, from the environment of the process, before anything opens; a bad value stops the start with every problem listed. This table is printed from the schema (\`npm run settings\`).

${settingsTable()}
`;

if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
} else if (readFileSync(path, 'utf8') !== text) {
  process.stdout.write(`${path} is out of date: npm run settings\n`);
  process.exitCode = 1;
}
