import { createClient, type FlagGetters } from '@assay/sdk-node';
import type { AssignmentEvent, Attributes, BanditEvent, JsonValue } from '@assay/flag-evaluation';
import {
  loggedAction,
  loggedAssignment,
  type Address,
  type Answer,
  type AskedClient,
  type AskedFlag,
  type AskedSubject,
} from './questionnaire.js';

/** What a client of ours, for servers or for browsers, answers. */
export function valueOf(client: FlagGetters, { key, type, fallback }: AskedFlag, subject: AskedSubject): JsonValue {
  const attributes = subject.attributes as Attributes;
  switch (type) {
    case 'BOOLEAN':
      return client.getBoolean(key, subject.key, attributes, fallback as boolean);
    case 'INTEGER':
      return client.getInteger(key, subject.key, attributes, fallback as number);
    case 'NUMERIC':
      return client.getNumber(key, subject.key, attributes, fallback as number);
    case 'STRING':
      return client.getString(key, subject.key, attributes, fallback as string);
    case 'JSON':
      return client.getJson(key, subject.key, attributes, fallback);
  }
}

/** sdk-node, started against an address; nothing is de-duplicated. */
export async function startOurs({ baseUrl, sdkKey }: Address): Promise<AskedClient> {
  let assignment: AssignmentEvent | null = null;
  let banditAction: BanditEvent | null = null;
  const client = createClient({
    sdkKey,
    baseUrl,
    assignmentCache: null,
    banditCache: null,
    onAssignment: (event) => {
      assignment = event;
    },
    onBanditAction: (event) => {
      banditAction = event;
    },
  });
  await client.ready();

  const ask = (flag: AskedFlag, subject: AskedSubject): Pick<Answer, 'value' | 'action'> => {
    if (flag.actions === null) return { value: valueOf(client, flag, subject), action: null };
    const fallback = flag.fallback as string;
    const answer = client.getBanditAction(flag.key, subject.key, subject.attributes, flag.actions, fallback);
    return { value: answer.variation, action: answer.action };
  };

  return {
    answer: async ({ flags, subjects, questions }) =>
      questions.map(([flag, subject]) => {
        assignment = banditAction = null;
        const answered = ask(flags[flag]!, subjects[subject]!);
        return {
          ...answered,
          assignment: assignment && loggedAssignment(assignment),
          banditAction: banditAction && loggedAction(banditAction),
        };
      }),
    close: () => client.close(),
  };
}
