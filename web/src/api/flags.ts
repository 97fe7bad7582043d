import {
  audienceView,
  changeRequestView,
  environmentView,
  flagTrial,
  flagVersion,
  flagView,
  holdoutPage,
  holdoutView,
  layerView,
  metadataFieldPage,
  metadataFieldView,
  pageOf,
  sdkKeyCreated,
  sdkKeyView,
  staleFlag,
  switchbackSchedule,
  type AudienceInput,
  type AudienceUpdate,
  type ChangeRequestInput,
  type ChangeRequestStatus,
  type EnvironmentInput,
  type EnvironmentUpdate,
  type FlagEnvironmentInput,
  type FlagInput,
  type FlagRestoration,
  type FlagTrialInput,
  type FlagUpdate,
  type HoldoutInput,
  type HoldoutUpdate,
  type LayerInput,
  type MetadataFieldInput,
  type MetadataFieldUpdate,
  type LayerUpdate,
  type SdkKeyInput,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, one } from './query.js';
import { type ChangeRequestAct, routes } from './routes.js';

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
  restore: (key: string, from: number, version: number, body: FlagRestoration) =>
    send(flagView, 'POST', routes.flagRestoration(key, from), { body, version }),
  tryOut: (key: string, body: FlagTrialInput) => send(flagTrial, 'POST', routes.flagTrial(key), { body }),
  switchback: (key: string, environment: string, allocation: string) =>
    one(switchbackSchedule, routes.switchback(key, environment, allocation)),
  environments: () => all(pageOf(environmentView), routes.environments),
  createEnvironment: (body: EnvironmentInput) => send(environmentView, 'POST', routes.environments, { body }),
  changeEnvironment: (key: string, version: number, body: EnvironmentUpdate) =>
    send(environmentView, 'PATCH', routes.environment(key), { body, version }),
  audiences: () => all(pageOf(audienceView), routes.audiences),
  createAudience: (body: AudienceInput) => send(audienceView, 'POST', routes.audiences, { body }),
  changeAudience: (key: string, version: number, body: AudienceUpdate) =>
    send(audienceView, 'PUT', routes.audience(key), { body, version }),
  removeAudience: (key: string, version: number) => sendPlain('DELETE', routes.audience(key), { version }),
  stale: (days: number) => all(pageOf(staleFlag), routes.staleFlags, { days }),
  layers: () => all(pageOf(layerView), routes.layers),
  createLayer: (body: LayerInput) => send(layerView, 'POST', routes.layers, { body }),
  changeLayer: (key: string, version: number, body: LayerUpdate) =>
    send(layerView, 'PUT', routes.layer(key), { body, version }),
  removeLayer: (key: string, version: number) => sendPlain('DELETE', routes.layer(key), { version }),
  metadataFields: () => all(metadataFieldPage, routes.metadataFields),
  createMetadataField: (body: MetadataFieldInput) => send(metadataFieldView, 'POST', routes.metadataFields, { body }),
  changeMetadataField: (key: string, version: number, body: MetadataFieldUpdate) =>
    send(metadataFieldView, 'PUT', routes.metadataField(key), { body, version }),
  removeMetadataField: (key: string, version: number) => sendPlain('DELETE', routes.metadataField(key), { version }),
  holdouts: () => all(holdoutPage, routes.holdouts),
  createHoldout: (body: HoldoutInput) => send(holdoutView, 'POST', routes.holdouts, { body }),
  changeHoldout: (key: string, version: number, body: HoldoutUpdate) =>
    send(holdoutView, 'PUT', routes.holdout(key), { body, version }),
  removeHoldout: (key: string, version: number) => sendPlain('DELETE', routes.holdout(key), { version }),
  changeRequests: (filter: { readonly status?: ChangeRequestStatus; readonly flag?: string }) =>
    all(pageOf(changeRequestView), routes.changeRequests, filter),
  propose: (body: ChangeRequestInput) => send(changeRequestView, 'POST', routes.changeRequests, { body }),
  decideChange: (id: string, act: ChangeRequestAct, note: string) =>
    send(changeRequestView, 'POST', routes.changeRequestAct(id, act), { body: { note } }),
  sdkKeys: () => all(pageOf(sdkKeyView), routes.sdkKeys),
  createSdkKey: (body: SdkKeyInput) => send(sdkKeyCreated, 'POST', routes.sdkKeys, { body }),
  revokeSdkKey: (id: string) => sendPlain('DELETE', routes.sdkKey(id)),
};
