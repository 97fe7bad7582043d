import {
  writeConfigurationWire,
  type AssignmentEvent,
  type Attributes,
  type BanditActions,
  type BanditEvent,
  type ContextAttributes,
  type EvaluationDetails,
  type JsonValue,
  type VariationType,
} from '@assay/flag-evaluation';
import type { Detailed, DetailedBanditAction, FlagGetters } from '@assay/sdk-core';
import { createClient } from '@assay/sdk-js';
import { createBanditClient, createPrecomputedBanditClient } from '@assay/sdk-js/bandits';
import { explainFlags } from '@assay/sdk-js/details';
import { createPrecomputedClient } from '@assay/sdk-js/precomputed/full';
import { fromWire } from '@assay/sdk-js/wire';
import { createClient as createNodeClient } from '@assay/sdk-node';
import type { BanditCase, FlagCase, SubjectCase } from './cases.js';
import type { Answer } from './compare.js';

/** One way from a ruleset to an answer. */
export interface Road {
  readonly name: string;
  askFlag(flagCase: FlagCase, subject: SubjectCase<JsonValue>): Answer;
  askBandit(banditCase: BanditCase, subject: SubjectCase<unknown>): Answer;
}

/** The getters that a client for many subjects and one for a single subject share, once the subject is settled. */
interface DetailsOf {
  getBooleanDetails(flagKey: string, fallback: boolean): Detailed<boolean>;
  getStringDetails(flagKey: string, fallback: string): Detailed<string>;
  getIntegerDetails(flagKey: string, fallback: number): Detailed<number>;
  getNumberDetails(flagKey: string, fallback: number): Detailed<number>;
  getJsonDetails(flagKey: string, fallback: JsonValue): Detailed<JsonValue>;
}

interface Events {
  readonly assignmentEvents: AssignmentEvent[];
  readonly banditEvents: BanditEvent[];
}

/** What every client of a road is made with: no network, nothing de-duplicated, no problem hidden. */
const optionsFor = (configurationWire: string, { assignmentEvents, banditEvents }: Events) => ({
  offline: true,
  configurationWire,
  assignmentCache: null,
  banditCache: null,
  onAssignment: (event: AssignmentEvent) => void assignmentEvents.push(event),
  onBanditAction: (event: BanditEvent) => void banditEvents.push(event),
  onError: (problem: Error) => {
    throw problem;
  },
});

const wireOf = (ruleset: string, models: string | null): string =>
  writeConfigurationWire({
    config: { response: ruleset },
    ...(models !== null && { bandits: { response: models } }),
  });

const actionsOf = (subject: SubjectCase<unknown>): BanditActions =>
  Object.fromEntries((subject.actions ?? []).map(({ actionKey, ...context }) => [actionKey, context as Attributes]));

function ask(client: DetailsOf, type: VariationType, flagKey: string, fallback: JsonValue): Detailed<JsonValue> {
  switch (type) {
    case 'BOOLEAN':
      return client.getBooleanDetails(flagKey, fallback as boolean);
    case 'INTEGER':
      return client.getIntegerDetails(flagKey, fallback as number);
    case 'NUMERIC':
      return client.getNumberDetails(flagKey, fallback as number);
    case 'STRING':
      return client.getStringDetails(flagKey, fallback as string);
    case 'JSON':
      return client.getJsonDetails(flagKey, fallback);
  }
}

const banditAnswer = ({ variation, action }: DetailedBanditAction, { banditEvents }: Events) => ({
  assignment: { variation, action },
  ...(banditEvents[0] !== undefined && {
    actionProbability: banditEvents[0].actionProbability,
    optimalityGap: banditEvents[0].optimalityGap,
  }),
});

/** Through a client as an application uses it. */
export function clientRoad(
  kind: 'sdk-node' | 'sdk-js/bandits',
  ruleset: string,
  models: string | null = null,
  note: string = '',
): Road {
  const events: Events = { assignmentEvents: [], banditEvents: [] };
  const create = kind === 'sdk-node' ? createNodeClient : createBanditClient;
  const client = create(optionsFor(wireOf(ruleset, models), events));
  const fresh = (): void => {
    events.assignmentEvents.length = 0;
    events.banditEvents.length = 0;
  };
  const kept = (): Events => ({
    assignmentEvents: [...events.assignmentEvents],
    banditEvents: [...events.banditEvents],
  });
  return {
    name: kind + note,
    askFlag({ flag, variationType, defaultValue }, { subjectKey, subjectAttributes }) {
      fresh();
      const { value, evaluationDetails } = ask(
        forSubject(client, subjectKey, subjectAttributes as Attributes),
        variationType,
        flag,
        defaultValue,
      );
      return { assignment: value, details: evaluationDetails, ...kept() };
    },
    askBandit({ flag, defaultValue }, subject) {
      fresh();
      const { subjectKey, subjectAttributes } = subject;
      const answer = client.getBanditActionDetails(
        flag,
        subjectKey,
        subjectAttributes,
        actionsOf(subject),
        defaultValue,
      );
      return { ...banditAnswer(answer, events), details: answer.evaluationDetails, ...kept() };
    },
  };
}

/** Through the browser's own client, whose details are short unless it is told to explain. */
export function pageRoad(ruleset: string, isExplained: boolean, note: string): Omit<Road, 'askBandit'> {
  const events: Events = { assignmentEvents: [], banditEvents: [] };
  const client = createClient({
    ...optionsFor('', events),
    ...fromWire(wireOf(ruleset, null)),
    details: isExplained ? explainFlags : null,
  });
  return {
    name: `sdk-js${note}`,
    askFlag({ flag, variationType, defaultValue }, { subjectKey, subjectAttributes }) {
      events.assignmentEvents.length = 0;
      const one = forSubject(client, subjectKey, subjectAttributes as Attributes);
      const { value, evaluationDetails } = ask(one, variationType, flag, defaultValue);
      const assignmentEvents = [...events.assignmentEvents];
      return isExplained
        ? { assignment: value, details: evaluationDetails, assignmentEvents, banditEvents: [] }
        : { assignment: value, matched: matchedOf(evaluationDetails, assignmentEvents) };
    },
  };
}

const matchedOf = (details: EvaluationDetails, assignmentEvents: readonly AssignmentEvent[]): Answer['matched'] =>
  details.flagEvaluationCode !== 'MATCH'
    ? null
    : {
        variationKey: details.variationKey,
        allocationKey: details.matchedAllocation?.key ?? null,
        doLog: assignmentEvents.length > 0,
      };

const forSubject = (client: FlagGetters, key: string, attributes: Attributes): DetailsOf => ({
  getBooleanDetails: (flagKey, fallback) => client.getBooleanDetails(flagKey, key, attributes, fallback),
  getStringDetails: (flagKey, fallback) => client.getStringDetails(flagKey, key, attributes, fallback),
  getIntegerDetails: (flagKey, fallback) => client.getIntegerDetails(flagKey, key, attributes, fallback),
  getNumberDetails: (flagKey, fallback) => client.getNumberDetails(flagKey, key, attributes, fallback),
  getJsonDetails: (flagKey, fallback) => client.getJsonDetails(flagKey, key, attributes, fallback),
});

/** Computed by sdk-node for one subject, carried as a configuration wire, read by the precomputed client of sdk-js. */
export function precomputedRoad(ruleset: string, models: string | null = null): Road {
  const server = createNodeClient(optionsFor(wireOf(ruleset, models), { assignmentEvents: [], banditEvents: [] }));
  const start = (subjectKey: string, attributes: Attributes | ContextAttributes, banditActions = {}) => {
    const wire = server.precomputedConfiguration(subjectKey, attributes, { banditActions });
    const events: Events = { assignmentEvents: [], banditEvents: [] };
    return { options: optionsFor(wire!, events), events };
  };
  return {
    name: 'precomputed',
    askFlag({ flag, variationType, defaultValue }, { subjectKey, subjectAttributes }) {
      const { options, events } = start(subjectKey, subjectAttributes);
      const client = createPrecomputedClient(options);
      const { value, evaluationDetails } = ask(client, variationType, flag, defaultValue);
      return { assignment: value, matched: matchedOf(evaluationDetails, events.assignmentEvents) };
    },
    askBandit({ flag, defaultValue }, subject) {
      const { options, events } = start(subject.subjectKey, subject.subjectAttributes, { [flag]: actionsOf(subject) });
      const answer = createPrecomputedBanditClient(options).getBanditActionDetails(flag, defaultValue);
      return { ...banditAnswer(answer, events), matched: matchedOf(answer.evaluationDetails, events.assignmentEvents) };
    },
  };
}
