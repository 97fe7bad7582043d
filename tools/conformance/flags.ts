// Runs a folder of flag cases through every client we have: node tools/run.js tools/conformance/flags.ts DIR
import { obfuscate, parseRuleset } from '@assay/flag-evaluation';
import { readCaseFolder, type CaseFolder } from './cases.js';
import { differences, type Answer } from './compare.js';
import { clientRoad, precomputedRoad, type Road } from './roads.js';

const roadsFor = ({ flags, obfuscatedFlags }: CaseFolder): Road[] => [
  ...(flags === null
    ? []
    : [
        clientRoad('sdk-node', flags),
        clientRoad('sdk-js', flags),
        clientRoad('sdk-js', JSON.stringify(obfuscate(parseRuleset(flags))), null, ', obfuscated by us'),
        precomputedRoad(flags),
      ]),
  ...(obfuscatedFlags === null
    ? []
    : [
        clientRoad('sdk-node', obfuscatedFlags, null, ', obfuscated'),
        clientRoad('sdk-js', obfuscatedFlags, null, ', obfuscated'),
      ]),
];

const banditRoadsFor = ({ banditFlags, banditModels }: CaseFolder): Road[] =>
  banditFlags === null
    ? []
    : [
        clientRoad('sdk-node', banditFlags, banditModels),
        clientRoad('sdk-js', banditFlags, banditModels),
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
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
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
