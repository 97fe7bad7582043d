import {
  compile,
  lookUp,
  lookUpAction,
  parseBanditModels,
  parsePrecomputed,
  parseRuleset,
  precompute,
  writeConfigurationWire,
  type Attributes,
  type BanditActions,
  type JsonValue,
  type VariationType,
} from '@assay/flag-evaluation';
import { createClient as createBrowserClient } from '@assay/sdk-js';
import { createClient as createServerClient } from '@assay/sdk-node';
import type { BanditCase, FlagCase, SubjectCase } from './cases.js';
import type { Answer } from './compare.js';

/** One way from a ruleset to an answer. */
export interface Road {
  readonly name: string;
  askFlag(flagCase: FlagCase, subject: SubjectCase<JsonValue>): Answer;
  askBandit(banditCase: BanditCase, subject: SubjectCase<unknown>): Answer;
}

type CreateClient = typeof createServerClient;
type Client = ReturnType<CreateClient>;

const asActions = (subject: SubjectCase<unknown>): BanditActions =>
  Object.fromEntries(
    (subject.actions ?? []).map(({ actionKey, ...attributes }) => [actionKey, attributes as Attributes]),
  );

const isInteresting = (event: unknown): event is Readonly<Record<string, number>> => typeof event === 'object';

/** Through a client as an application uses it: offline, every assignment logged. */
export function clientRoad(name: string, create: CreateClient, ruleset: string, models: string | null): Road {
  const assignmentEvents: object[] = [];
  const banditEvents: object[] = [];
  const wire = writeConfigurationWire({
    config: { response: ruleset },
    ...(models !== null && { bandits: { response: models } }),
  });
  const client = create({
    offline: true,
    configurationWire: wire,
    assignmentCache: null,
    banditCache: null,
    onAssignment: (event) => void assignmentEvents.push(event),
    onBanditAction: (event) => void banditEvents.push(event),
    onError: (problem) => {
      throw problem;
    },
  });
  const listen = <T>(ask: () => T): T & Pick<Answer, 'assignmentEvents' | 'banditEvents'> => {
    assignmentEvents.length = 0;
    banditEvents.length = 0;
    const answer = ask();
    return { ...answer, assignmentEvents: [...assignmentEvents], banditEvents: [...banditEvents] };
  };
  return {
    name,
    askFlag: ({ flag, variationType, defaultValue }, { subjectKey, subjectAttributes }) =>
      listen(() => {
        const { value, evaluationDetails } = askDetails(client, variationType)(
          flag,
          subjectKey,
          subjectAttributes as Attributes,
          defaultValue as never,
        );
        return { assignment: value, details: evaluationDetails };
      }),
    askBandit: ({ flag, defaultValue }, subject) =>
      listen(() => {
        const { variation, action, evaluationDetails } = client.getBanditActionDetails(
          flag,
          subject.subjectKey,
          subject.subjectAttributes,
          asActions(subject),
          defaultValue,
        );
        const event = banditEvents[0];
        return {
          assignment: { variation, action },
          details: evaluationDetails,
          ...(isInteresting(event) && {
            actionProbability: event.actionProbability,
            optimalityGap: event.optimalityGap,
          }),
        };
      }),
  };
}

function askDetails(client: Client, type: VariationType) {
  switch (type) {
    case 'BOOLEAN':
      return client.getBooleanDetails as Client['getJsonDetails'];
    case 'INTEGER':
      return client.getIntegerDetails as Client['getJsonDetails'];
    case 'NUMERIC':
      return client.getNumberDetails as Client['getJsonDetails'];
    case 'STRING':
      return client.getStringDetails as Client['getJsonDetails'];
    default:
      return client.getJsonDetails;
  }
}

/** Through the document that the edge computes and the precomputed client reads. */
export function precomputedRoad(ruleset: string, models: string | null): Road {
  const compiled = compile(parseRuleset(ruleset));
  const known = models === null ? null : parseBanditModels(models);
  const ask = (
    flag: string,
    { subjectKey, subjectAttributes }: SubjectCase<unknown>,
    actions: BanditActions | null,
  ) => {
    const document = precompute(
      compiled,
      { key: subjectKey, attributes: subjectAttributes, now: Date.now() },
      { salt: 'c2FsdA==', models: known, ...(actions !== null && { banditActions: { [flag]: actions } }) },
    );
    return parsePrecomputed(JSON.stringify(document));
  };
  return {
    name: 'precomputed',
    askFlag({ flag, variationType, defaultValue }, subject) {
      const evaluation = lookUp(ask(flag, subject, null), flag, variationType);
      const matched = evaluation.code === 'MATCH' ? evaluation : null;
      return { assignment: matched === null ? defaultValue : matched.value, matched };
    },
    askBandit({ flag, defaultValue }, subject) {
      const document = ask(flag, subject, asActions(subject));
      const evaluation = lookUp(document, flag, 'STRING');
      const matched = evaluation.code === 'MATCH' ? evaluation : null;
      const bandit = lookUpAction(document, flag);
      return {
        assignment: { variation: matched === null ? defaultValue : matched.value, action: bandit?.action ?? null },
        matched,
        ...(bandit !== null && { actionProbability: bandit.actionProbability, optimalityGap: bandit.optimalityGap }),
      };
    },
  };
}

export { createBrowserClient, createServerClient };
