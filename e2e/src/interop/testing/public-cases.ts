import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseRuleset, type ContextAttributes } from '@assay/flag-evaluation';
import { asked as askedFlag } from './generated-flags.js';
import { everyPair, type AskedFlag, type AskedSubject, type Questionnaire } from './questionnaire.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = process.env.CASES_DIR ?? join(here, '..', '..', '..', '..', '..', 'shared', 'cases');
const folder = join(root, 'ufc');

/** Null where the public fixtures are not at hand. @throws Error when CASES_DIR is set and has none. */
export function findPublicCases(): string | null {
  if (existsSync(folder)) return folder;
  if (process.env.CASES_DIR !== undefined) throw new Error(`CASES_DIR has no folder ufc: ${root}`);
  process.stdout.write('skipped: public flag fixtures (set CASES_DIR)\n');
  return null;
}

export const publicText = (name: string): string => readFileSync(join(folder, name), 'utf8');

interface CaseSubject {
  readonly subjectKey: string;
  readonly subjectAttributes: AskedSubject['attributes'];
  readonly actions?: readonly ({ readonly actionKey: string } & ContextAttributes)[];
}

/** Every flag of a fixture's ruleset for every subject of the cases; a bandit's flags are asked as plain ones. */
export function everyPublicPair(ruleset: string, isAsked: (flagKey: string) => boolean): Questionnaire {
  const flags = Object.values(parseRuleset(publicText(ruleset)).flags).map(askedFlag);
  const subjects = new Map<string, AskedSubject>();
  for (const subject of publicQuestions('tests', () => true).subjects) subjects.set(JSON.stringify(subject), subject);
  return everyPair(
    flags.filter(({ key }) => isAsked(key)),
    [...subjects.values()],
  );
}

/** What the fixtures' cases ask: each subject of each file about that file's flag. */
export function publicQuestions(part: 'tests' | 'bandit-tests', isAsked: (file: string) => boolean): Questionnaire {
  const flags: AskedFlag[] = [];
  const subjects: AskedSubject[] = [];
  const questions: [number, number][] = [];
  for (const name of readdirSync(join(folder, part)).sort()) {
    if (!isAsked(name)) continue;
    const one = JSON.parse(publicText(join(part, name)));
    for (const { subjectKey, subjectAttributes, actions } of one.subjects as readonly CaseSubject[]) {
      const offered = actions?.map(({ actionKey, ...context }) => [actionKey, context] as const);
      questions.push([flags.length, subjects.length]);
      subjects.push({ key: subjectKey, attributes: subjectAttributes });
      flags.push({
        key: one.flag,
        type: one.variationType ?? 'STRING',
        fallback: one.defaultValue,
        actions: offered ? Object.fromEntries(offered) : null,
      });
    }
  }
  return { flags, subjects, questions };
}
