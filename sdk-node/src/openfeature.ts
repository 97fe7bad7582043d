import {
  OpenFeatureEventEmitter,
  ProviderFatalError,
  ProviderEvents,
  type EvaluationContext,
  type JsonValue,
  type Provider,
  type ResolutionDetails,
  type TrackingEventDetails,
} from '@openfeature/server-sdk';
import { createResolver, liveAsProvider, settle, trackingEvent, type TrackingEvent } from '@assay/sdk-core';
import type { Client } from './client.js';

export type { TrackingEvent } from '@assay/sdk-core';

export interface ProviderOptions {
  /** Receives what `client.track(…)` tells, to be written to the warehouse; it may throw or reject. */
  readonly onTrack?: (event: TrackingEvent) => unknown;
}

/**
 * An OpenFeature provider over a client. Assignments reach the client's `onAssignment` as ever; closing the provider
 * closes the client.
 * @example
 * await OpenFeature.setProviderAndWait(createProvider(createClient({ sdkKey, baseUrl, onAssignment })));
 */
export const createProvider = (client: Client, { onTrack }: ProviderOptions = {}): Provider => {
  const events = new OpenFeatureEventEmitter();
  const resolve = createResolver(client);
  const { initialize, close } = liveAsProvider(client, {
    ready: () => events.emit(ProviderEvents.Ready),
    stale: () => events.emit(ProviderEvents.Stale),
    changed: () => events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: client.flagKeys() }),
    fatal: (message) => new ProviderFatalError(message),
  });
  const answer = async <T>(
    flagKey: string,
    types: Parameters<typeof resolve>[1],
    fallback: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> => resolve(flagKey, types, fallback, context) as ResolutionDetails<T>;
  return {
    metadata: { name: 'assay' },
    runsOn: 'server',
    events,
    initialize,
    onClose: async () => close(),
    resolveBooleanEvaluation: (flagKey, fallback, context) => answer(flagKey, ['BOOLEAN'], fallback, context),
    resolveStringEvaluation: (flagKey, fallback, context) => answer(flagKey, ['STRING'], fallback, context),
    resolveNumberEvaluation: (flagKey, fallback, context) => answer(flagKey, ['INTEGER', 'NUMERIC'], fallback, context),
    resolveObjectEvaluation: <T extends JsonValue>(flagKey: string, fallback: T, context: EvaluationContext) =>
      answer(flagKey, ['JSON'], fallback, context),
    track(name: string, context: EvaluationContext, details: TrackingEventDetails) {
      try {
        settle(onTrack?.(trackingEvent(name, context, details ?? {}, Date.now())), () => {});
      } catch {
        // The callback's own affair: tracking never disturbs the application.
      }
    },
  };
};
