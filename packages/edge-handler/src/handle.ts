import { assign } from './assignments.js';
import { findGrant, readSdkKey } from './credential.js';
import { answer, json, preflight, readText, refuse, type EdgeAnswer, type EdgeRequest } from './exchange.js';
import { evaluateAll, evaluateOne, failed } from './ofrep.js';
import type { Grant, Platform } from './platform.js';
import { problem } from './problem.js';
import { findRoute, splitUrl, type Route } from './route.js';
import { deliver } from './rulesets.js';

const methodsOf: Readonly<Record<Route['kind'], readonly string[]>> = {
  config: ['GET', 'HEAD'],
  bandits: ['GET', 'HEAD'],
  stream: ['GET'],
  health: ['GET', 'HEAD'],
  assignments: ['POST'],
  flags: ['POST'],
  flag: ['POST'],
};

/** Whether a path is one that `handle` answers with more than a 404. */
export const isOurs = (url: string): boolean => findRoute(splitUrl(url).path) !== null;

/**
 * Answers a request for rulesets, precomputed assignments or OFREP evaluations. Never rejects.
 *
 * @example addEventListener('fetch', (event) => event.respondWith(handle(event.request, platform)));
 */
export async function handle(request: Request, platform: Platform): Promise<Response> {
  const { pathname, search, origin } = new URL(request.url);
  const { status, headers, body } = await respond(
    {
      method: request.method,
      url: pathname + search,
      origin,
      header: (name) => request.headers.get(name),
      text: (limit) => readText(request.body, limit),
    },
    platform,
  );
  return new Response(body as BodyInit | null, { status, headers });
}

/** The same for servers that do not speak in web-standard requests. */
export async function respond(request: EdgeRequest, platform: Platform): Promise<EdgeAnswer> {
  const { path, query } = splitUrl(request.url);
  const route = findRoute(path);
  if (route === null) return refuse(404, 'There is nothing at this address.');
  const methods = methodsOf[route.kind];
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') return preflight(allow);
  if (!methods.includes(request.method)) {
    return refuse(405, `Use ${methods.join(' or ')} at this address.`, { allow });
  }
  const found = await guarded(request, platform, route, query);
  return request.method === 'HEAD' ? { ...found, body: null } : found;
}

async function guarded(request: EdgeRequest, platform: Platform, route: Route, query: string): Promise<EdgeAnswer> {
  try {
    if (route.kind === 'health') return json(200, { status: 'ok', build: platform.config.build });
    const sdkKey = readSdkKey(request, query);
    const grant = sdkKey === null ? null : await findGrant(platform, sdkKey);
    if (grant === null) return unauthenticated(route, sdkKey === null);
    const wait = platform.delayOf?.(grant) ?? 0;
    if (wait > 0) return slowDown(route, wait);
    return await dispatch(request, platform, grant, route);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.constructor.name : 'unknown';
    platform.log({ level: 'error', event: 'request_failed', detail: `${route.kind}: ${detail}` });
    return unavailable(route);
  }
}

async function dispatch(request: EdgeRequest, platform: Platform, grant: Grant, route: Route): Promise<EdgeAnswer> {
  switch (route.kind) {
    case 'config':
    case 'bandits':
      return deliver(request, platform, grant, route.kind);
    case 'assignments':
      return assign(request, platform, grant);
    case 'flags':
      return evaluateAll(request, platform, grant);
    case 'flag':
      return evaluateOne(request, platform, grant, route.flagKey);
    case 'stream':
      return refuse(404, 'There is no event stream here; ask for the ruleset again from time to time.');
    case 'health':
      return json(200, { status: 'ok', build: platform.config.build });
    default:
      return route satisfies never;
  }
}

const isOfrep = ({ kind }: Route): boolean => kind === 'flag' || kind === 'flags';

function unauthenticated(route: Route, isMissing: boolean): EdgeAnswer {
  const why = isMissing
    ? 'Send an SDK key: ?apiKey=…, or the header X-API-Key, or Authorization: Bearer ….'
    : 'This SDK key is not known or was revoked.';
  const headers = { 'www-authenticate': 'Bearer' };
  if (isOfrep(route)) return answer(401, { ...headers, 'cache-control': 'no-store' }, null);
  return route.kind === 'assignments' ? problem(401, 'unauthenticated', why, headers) : refuse(401, why, headers);
}

function slowDown(route: Route, seconds: number): EdgeAnswer {
  const headers = { 'retry-after': String(Math.ceil(seconds)) };
  const why = 'Too many requests with this key. Wait a little.';
  if (isOfrep(route)) return answer(429, { ...headers, 'cache-control': 'no-store' }, null);
  return route.kind === 'assignments' ? problem(429, 'limit_exceeded', why, headers) : refuse(429, why, headers);
}

function unavailable(route: Route): EdgeAnswer {
  const why = 'This failed on our side. Try again shortly.';
  const headers = { 'retry-after': '5' };
  if (isOfrep(route)) return failed(500, why);
  return route.kind === 'assignments' ? problem(503, 'unavailable', why, headers) : refuse(503, why, headers);
}
