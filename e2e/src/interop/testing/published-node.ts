import type { ContextAttributes as TheirContext } from '@eppo/node-server-sdk';
import type { JsonValue } from '@assay/flag-evaluation';
import {
  loggedAction,
  loggedAssignment,
  type Address,
  type Answer,
  type AskedClient,
  type AskedFlag,
  type AskedSubject,
} from './questionnaire.js';

type Event = Readonly<Record<string, unknown>>;

/** The published UFC client for Node, unmodified, started against an address; nothing is de-duplicated. */
export async function startPublishedNode({ baseUrl, sdkKey }: Address): Promise<AskedClient> {
  process.env.LOG_LEVEL = 'silent'; // it reads this when it is loaded
  const { init } = await import('@eppo/node-server-sdk');
  let assignment: Event | null = null;
  let banditAction: Event | null = null;
  const client = await init({
    apiKey: sdkKey,
    baseUrl,
    assignmentLogger: {
      logAssignment: (event) => {
        assignment = event as unknown as Event;
      },
    },
    banditLogger: {
      logBanditAction: (event) => {
        banditAction = event as unknown as Event;
      },
    },
  });
  client.disableAssignmentCache();
  client.disableBanditAssignmentCache();

  const value = ({ key, type, fallback }: AskedFlag, subject: AskedSubject): JsonValue => {
    const attributes = subject.attributes as Record<string, string>;
    switch (type) {
      case 'BOOLEAN':
        return client.getBooleanAssignment(key, subject.key, attributes, fallback as boolean);
      case 'INTEGER':
        return client.getIntegerAssignment(key, subject.key, attributes, fallback as number);
      case 'NUMERIC':
        return client.getNumericAssignment(key, subject.key, attributes, fallback as number);
      case 'STRING':
        return client.getStringAssignment(key, subject.key, attributes, fallback as string);
      case 'JSON':
        return client.getJSONAssignment(key, subject.key, attributes, fallback as object) as JsonValue;
    }
  };
  const ask = (flag: AskedFlag, subject: AskedSubject): Pick<Answer, 'value' | 'action'> => {
    if (flag.actions === null) return { value: value(flag, subject), action: null };
    const answer = client.getBanditAction(
      flag.key,
      subject.key,
      subject.attributes as TheirContext,
      flag.actions as Record<string, TheirContext>,
      flag.fallback as string,
    );
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
    close: () => client.stopPolling(),
  };
}
