import {
  budget,
  connectionTest,
  connectionView,
  costsView,
  pageOf,
  preview,
  warehouseSchema,
  type Budget,
  type ConnectionInput,
  type PreviewInput,
} from '@assay/api-contract';
import { send, sendPlain } from './client.js';
import { all, one } from './query.js';
import { routes } from './routes.js';

/** Warehouse connections: kept, tested, looked into. */
export const warehouses = {
  list: () => all(pageOf(connectionView), routes.connections),
  byId: (id: string) => one(connectionView, routes.connection(id)),
  create: (body: ConnectionInput) => send(connectionView, 'POST', routes.connections, { body }),
  replace: (id: string, version: number, body: ConnectionInput) =>
    send(connectionView, 'PUT', routes.connection(id), { body, version }),
  remove: (id: string, version: number) => sendPlain('DELETE', routes.connection(id), { version }),
  test: (id: string) => send(connectionTest, 'POST', routes.connectionTest(id), { body: {} }),
  schema: (id: string) => one(warehouseSchema, routes.connectionSchema(id)),
  costs: (id: string) => one(costsView, routes.connectionCosts(id)),
  setBudget: (id: string, body: Budget) => send(budget, 'PUT', routes.connectionBudget(id), { body }),
  preview: (id: string, body: PreviewInput) => send(preview, 'POST', routes.connectionPreview(id), { body }),
};
