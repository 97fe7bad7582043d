import {
  environmentView,
  flagTrial,
  flagVersion,
  flagView,
  pageOf,
  sdkKeyCreated,
  sdkKeyView,
  type EnvironmentInput,
  type FlagEnvironmentInput,
  type FlagInput,
  type FlagTrialInput,
  type FlagUpdate,
  type SdkKeyInput,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, one } from './query.js';
import { routes } from './routes.js';

/** Flags, the environments they are published to, and the keys that read them. */
export const flags = {
  list: () => all(pageOf(flagView), routes.flags),
  byKey: (key: string) => one(flagView, routes.flag(key)),
  create: (body: FlagInput) => send(flagView, 'POST', routes.flags, { body }),
  replace: (key: string, version: number, body: FlagUpdate) =>
    send(flagView, 'PUT', routes.flag(key), { body, version }),
  archive: (key: string, version: number) => sendPlain('DELETE', routes.flag(key), { version }),
  setEnvironment: (key: string, environment: string, version: number, body: FlagEnvironmentInput) =>
    sendPlain('PUT', routes.flagEnvironment(key, environment), { body, version }),
  versions: (key: string) => all(pageOf(flagVersion), routes.flagVersions(key)),
  tryOut: (key: string, body: FlagTrialInput) => send(flagTrial, 'POST', routes.flagTrial(key), { body }),
  environments: () => all(pageOf(environmentView), routes.environments),
  createEnvironment: (body: EnvironmentInput) => send(environmentView, 'POST', routes.environments, { body }),
  sdkKeys: () => all(pageOf(sdkKeyView), routes.sdkKeys),
  createSdkKey: (body: SdkKeyInput) => send(sdkKeyCreated, 'POST', routes.sdkKeys, { body }),
  revokeSdkKey: (id: string) => sendPlain('DELETE', routes.sdkKey(id)),
};
