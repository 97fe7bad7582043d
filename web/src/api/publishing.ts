import {
  deliveryStateView,
  limitsView,
  pageOf,
  pinView,
  publicationChanges,
  publicationView,
  signingKeyView,
  type PinInput,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, one, pages } from './query.js';
import { routes } from './routes.js';

/** What was published, how far it has come, and the keys that sign it. */
export const publishing = {
  publications: (environment: string) => pages(pageOf(publicationView), routes.publications(environment)),
  changes: (environment: string, version: number) =>
    one(publicationChanges, routes.publicationChanges(environment, version)),
  state: (environment: string) => one(deliveryStateView, routes.delivery(environment)),
  pin: (environment: string, body: PinInput) => send(pinView, 'PUT', routes.pin(environment), { body }),
  letGo: (environment: string) => sendPlain('DELETE', routes.pin(environment)),
  signingKeys: () => all(pageOf(signingKeyView), routes.signingKeys),
  makeSigningKey: () => send(signingKeyView, 'POST', routes.signingKeys, { body: {} }),
  activateSigningKey: (kid: string) => send(signingKeyView, 'POST', routes.signingKeyActivation(kid), { body: {} }),
  retireSigningKey: (kid: string) => send(signingKeyView, 'DELETE', routes.signingKey(kid)),
  limits: () => one(limitsView, routes.limits),
};
