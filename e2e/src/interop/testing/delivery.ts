import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { respond, storeKeys, type Grant } from '@assay/edge-handler';
import { parseRuleset } from '@assay/flag-evaluation';
// The handler as the backend binds it, and a store in memory as the handler's own suite has it.
import { edgeRequest, sendAnswer } from '../../../../backend/src/delivery/node-exchange.js';
import { compileRegex } from '../../../../backend/src/flags/checks/pattern.js';
import { memoryPlatform } from '../../../../packages/edge-handler/src/testing/memory-platform.js';
import { aWorld, serverGrant } from '../../../../packages/edge-handler/src/testing/world.js';
import type { Address } from './questionnaire.js';

export interface Delivery extends Address {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Key of an environment in which nothing has been published. */
  readonly emptyKey: string;
  /** Path and query of each request, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const emptyKey = 'assay_sk_empty_0123456789abcdef';
const emptyGrant: Grant = { ...serverGrant, environment: 'env_empty' };

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
  const known = platform.keys;
  const keys = { find: (key: string) => (key === emptyKey ? emptyGrant : known.find(key)) };
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request.url!);
    void respond(edgeRequest(request, null), { ...platform, keys }).then((answer) =>
      sendAnswer(request, response, answer),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    baseUrl: `${origin}/api`,
    sdkKey: world.serverKey,
    emptyKey,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
