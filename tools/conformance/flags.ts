// Runs a folder of flag cases through every client we have: node tools/run.js tools/conformance/flags.ts DIR
import { obfuscate, parseRuleset } from '@assay/flag-evaluation';
import { readCaseFolder, type CaseFolder } from './cases.js';
import { differences, type Answer } from './compare.js';
import { clientRoad, pageRoad, precomputedRoad, type Road } from './roads.js';

const pageRoads = (ruleset: string, note: string) => [
  pageRoad(ruleset, true, note),
  pageRoad(ruleset, false, `${note}, short details`),
];

const roadsFor = ({ flags, obfuscatedFlags }: CaseFolder): Pick<Road, 'name' | 'askFlag'>[] => [
  ...(flags === null
    ? []
    : [
        clientRoad('sdk-node', flags),
        clientRoad('sdk-js/bandits', flags),
        ...pageRoads(flags, ''),
        ...pageRoads(JSON.stringify(obfuscate(parseRuleset(flags))), ', obfuscated by us'),
        precomputedRoad(flags),
      ]),
  ...(obfuscatedFlags === null
    ? []
    : [
        clientRoad('sdk-node', obfuscatedFlags, null, ', obfuscated'),
        clientRoad('sdk-js/bandits', obfuscatedFlags, null, ', obfuscated'),
        ...pageRoads(obfuscatedFlags, ', obfuscated'),
      ]),
];

const banditRoadsFor = ({ banditFlags, banditModels }: CaseFolder): Road[] =>
  banditFlags === null
    ? []
    : [
        clientRoad('sdk-node', banditFlags, banditModels),
        clientRoad('sdk-js/bandits', banditFlags, banditModels),
        precomputedRoad(banditFlags, banditModels),
      ];

function main(folder: string): number {
  const cases = readCaseFolder(folder);
  let passed = 0;
  let failed = 0;
  const check = (title: string, expected: Parameters<typeof differences>[0], ask: () => Answer): void => {
    let found: string[];
    try {
      found = differences(expected, ask());
    } catch (cause) {
      found = [cause instanceof Error ? `threw ${cause.message}` : `threw ${String(cause)}`];
    }
    if (found.length === 0) passed++;
    else {
      failed++;
      process.stdout.write(`FAILED ${title}\n${found.map((line) => `  ${line}\n`).join('')}`);
    }
  };
  for (const road of roadsFor(cases)) {
    for (const one of cases.flagCases) {
      for (const subject of one.subjects) {
        check(`${road.name}: ${one.file}, ${subject.subjectKey}`, subject, () => road.askFlag(one, subject));
      }
    }
  }
  for (const road of banditRoadsFor(cases)) {
    for (const one of cases.banditCases) {
      for (const subject of one.subjects) {
        check(`${road.name}: ${one.file}, ${subject.subjectKey}`, subject, () => road.askBandit(one, subject));
      }
    }
  }
  if (passed + failed === 0) process.stderr.write(`There are no flag cases in ${folder}.\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: npm run conformance:flags -- DIR\n');
  process.exitCode = 2;
} else {
  try {
    process.exitCode = main(folder);
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exitCode = 2;
  }
}
