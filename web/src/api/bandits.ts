import {
  banditModelDetail,
  banditModelView,
  banditView,
  pageOf,
  runView,
  type BanditInput,
  type BanditUpdate,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, one, pages } from './query.js';
import { routes } from './routes.js';

/** Bandits, their models, and their training. */
export const bandits = {
  list: () => all(pageOf(banditView), routes.bandits),
  byKey: (key: string) => one(banditView, routes.bandit(key)),
  create: (body: BanditInput) => send(banditView, 'POST', routes.bandits, { body }),
  replace: (key: string, version: number, body: BanditUpdate) =>
    send(banditView, 'PUT', routes.bandit(key), { body, version }),
  remove: (key: string, version: number) => sendPlain('DELETE', routes.bandit(key), { version }),
  train: (key: string) => send(runView, 'POST', routes.banditTrainings(key)),
  models: (key: string) => pages(pageOf(banditModelView), routes.banditModels(key)),
  model: (key: string, version: number) => one(banditModelDetail, routes.banditModel(key, version)),
  hold: (key: string, version: number, model: number) =>
    send(banditView, 'PUT', routes.banditHeldModel(key), { body: { version: model }, version }),
  release: (key: string, version: number) => send(banditView, 'DELETE', routes.banditHeldModel(key), { version }),
};
