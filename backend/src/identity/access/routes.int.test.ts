import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Role, role } from '@assay/api-contract';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { routesOf } from '../../routes.js';
import { type Answer, type Browser, startBackend, type TestBackend } from '../../testing/index.js';
import { PERMISSION, PUBLIC } from './access.decorator.js';
import { isAllowed, type Permission } from './roles.js';

/** Routes that answer callers who are not signed in, each with its reason. Everything else answers 401. */
const openRoutes: Readonly<Record<string, string>> = {
  'GET /health/live': 'load balancers and start scripts; says nothing but "ok"',
  'GET /health/ready': 'the same; says whether the database answers',
  'POST /api/v1/session': 'signing in',
  'GET /sign-in/link': 'signing in by a one-use link',
  'GET /*': 'the console’s own files, which hold no data',
};
/** Routes below these begin with an SDK key in the address or body, and are tested where they are defined. */
const sdkRoutes = [/^\S+ (\/api){0,2}\/(flag-config\/|assignments$|ofrep\/|stream$)/];

let backend: TestBackend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend.stop());

type Method = Parameters<Browser['send']>[0];

const call = (browser: Browser, method: string, path: string): Promise<Answer<{ facts?: Record<string, unknown> }>> =>
  browser.send(
    method as Method,
    `/${path.replace(/:\w+/g, 'none_000001').replace('*', 'none')}`,
    method === 'GET' ? undefined : {},
  );

interface Guarded {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly permission: Permission | null;
}

/** The routes that controllers define, with what each demands. */
function guardedRoutes(): Guarded[] {
  const reflector = backend.app.get(Reflector);
  const demands = new Map<string, Permission | null>();
  for (const module of backend.app.get(ModulesContainer).values()) {
    for (const { metatype } of module.controllers.values()) {
      if (!metatype) continue;
      const prototype = metatype.prototype as Record<string, unknown>;
      for (const key of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[key] as () => unknown;
        const path =
          typeof handler === 'function' ? (Reflect.getMetadata('path', handler) as string | undefined) : undefined;
        if (path === undefined || reflector.getAllAndOverride(PUBLIC, [handler, metatype])) continue;
        const method = verbs[Reflect.getMetadata('method', handler) as number] ?? 'GET';
        const whole = `/api/v1/${[Reflect.getMetadata('path', metatype) as string, path].map(trim).filter(Boolean).join('/')}`;
        demands.set(
          `${method} ${whole}`,
          reflector.getAllAndOverride<Permission | undefined>(PERMISSION, [handler, metatype]) ?? null,
        );
      }
    }
  }
  return routesOf(backend.app).flatMap(({ method, path }) => {
    const permission = demands.get(`${method} ${path}`);
    return permission === undefined ? [] : [{ name: `${method} ${path}`, method, path, permission }];
  });
}

const verbs = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH'];
const trim = (path: string): string => path.replace(/^\/|\/$/g, '');

it('answers 401 on every route without credentials, but for the list', async () => {
  const nobody = await backend.as(null);
  const routes = routesOf(backend.app).filter(({ method, path }) => {
    const name = `${method} ${path}`;
    return method !== 'OPTIONS' && !(name in openRoutes) && !sdkRoutes.some((pattern) => pattern.test(name));
  });

  const answers = await Promise.all(
    routes.map(async ({ method, path }) => `${method} ${path} ${(await call(nobody, method, path)).status}`),
  );

  expect(routes.length).toBeGreaterThan(15);
  expect(answers.filter((answer) => !answer.endsWith(' 401'))).toEqual([]);
});

it('has no route without a permission', () => {
  expect(guardedRoutes().filter(({ permission }) => permission === null)).toEqual([]);
});

describe.each(role.options)('given the role %s', (given: Role) => {
  it('lets it do exactly what the matrix says, on every route', async () => {
    const routes = guardedRoutes();
    const differences: string[] = [];
    for (const { name, method, path, permission } of routes) {
      // A browser of its own each time: some routes end the session.
      const browser = given === 'owner' ? await backend.signIn() : await backend.as(given);

      const { status, body } = await call(browser, method, path);

      const wasRefused = status === 401 || (status === 403 && body.facts?.['permission'] === permission);
      const shouldBe = permission === null || !isAllowed(given, permission);
      if (wasRefused !== shouldBe) differences.push(`${name}: ${status}, refused ${wasRefused}, expected ${shouldBe}`);
      if (status >= 500 && status !== 501) differences.push(`${name}: ${status}`);
    }

    expect(routes.length).toBeGreaterThan(10);
    expect(differences).toEqual([]);
  });
});
