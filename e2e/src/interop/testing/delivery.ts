import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { respond, storeKeys } from '@assay/edge-handler';
import { parseRuleset } from '@assay/flag-evaluation';
// The handler as the backend binds it, and a store in memory as the handler's own suite has it.
import { edgeRequest, sendAnswer } from '../../../../backend/src/delivery/node-exchange.js';
import { compileRegex } from '../../../../backend/src/flags/checks/pattern.js';
import { memoryPlatform } from '../../../../packages/edge-handler/src/testing/memory-platform.js';
import { aWorld, serverGrant } from '../../../../packages/edge-handler/src/testing/world.js';
import type { Address } from './questionnaire.js';

export interface Delivery extends Address {
  close(): Promise<void>;
}

/**
 * Serves exactly these documents over HTTP, by the handler that runs at the edge and in the backend.
 * @param ruleset a published ruleset's text, format SERVER.
 * @param models a document of bandit models, or null.
 */
export async function startDelivery(ruleset: string, models: string | null = null): Promise<Delivery> {
  const world = aWorld(parseRuleset(ruleset));
  const put = (key: string, value: string): void => {
    const { metadata } = world.entries.get(storeKeys.ruleset(serverGrant))!;
    world.entries.set(key, { value, metadata });
  };
  put(storeKeys.ruleset(serverGrant), ruleset);
  if (models !== null) put(storeKeys.bandits(serverGrant), models);
  const platform = memoryPlatform(world, { now: () => Date.now(), compileRegex });
  const server = http.createServer((request, response) => {
    void respond(edgeRequest(request, null), platform).then((answer) => sendAnswer(request, response, answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    sdkKey: world.serverKey,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
