import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';

/** One address that the server answers, as it was registered: `/api/v1/members/:id`. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

const recorded = new WeakMap<object, Route[]>();

/** Notes every route that is registered from now on, whoever registers it. Call it before anything else. */
export function recordRoutes(server: FastifyInstance): void {
  const routes: Route[] = [];
  recorded.set(server, routes);
  server.addHook('onRoute', ({ method, url }) => {
    // HEAD comes with every GET by itself.
    const methods = [method].flat().filter((one) => one !== 'HEAD');
    routes.push(...methods.map((one) => ({ method: one, path: url })));
  });
}

/** Every route of a started application. What is not in this list cannot be reached. */
export const routesOf = (app: NestFastifyApplication): readonly Route[] =>
  recorded.get(app.getHttpAdapter().getInstance()) ?? [];
