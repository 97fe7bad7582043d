/**
 * Lets GoogleSQL's own analyser judge every golden BigQuery statement and writes its verdicts; `--check` compares only:
 *   npm run verdicts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { findAnalyser } from './analyser.js';
import { textOf, verdictsBy, verdictsFile } from './verdicts.js';

const program = findAnalyser();
if (program === null) {
  process.stderr.write('There is no googlesql-check; tools/googlesql/README.md says how to build it.\n');
  process.exit(2);
}
const verdicts = verdictsBy(program);
const text = textOf(verdicts);
const all = Object.entries(verdicts.statements);
const refused = all.filter(([, { error }]) => error !== null);
for (const [id, { error }] of refused) process.stdout.write(`refused: ${id}: ${error}\n`);
if (process.argv.includes('--check')) {
  const isCurrent = readFileSync(verdictsFile, 'utf8') === text;
  if (!isCurrent) process.stdout.write('The verdicts are not current: npm run verdicts\n');
  process.exit(isCurrent && refused.length === 0 ? 0 : 1);
}
writeFileSync(verdictsFile, text);
process.stdout.write(`${all.length} verdicts written to ${verdictsFile}, ${refused.length} refused\n`);
process.exit(refused.length === 0 ? 0 : 1);
