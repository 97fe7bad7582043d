/** What is asked for, by the path alone. */
export type Route =
  | { readonly kind: 'config' | 'bandits' | 'assignments' | 'flags' | 'stream' | 'health' }
  | { readonly kind: 'flag'; readonly flagKey: string };

/** Older clients double the prefix; ours have none. */
const prefix = /^(?:\/api){0,2}(?=\/)/;

const fixed: Readonly<Record<string, Route>> = {
  '/flag-config/v1/config': { kind: 'config' },
  '/flag-config/v1/bandits': { kind: 'bandits' },
  '/flag-config/v1/stream': { kind: 'stream' },
  '/stream': { kind: 'stream' },
  '/assignments': { kind: 'assignments' },
  '/ofrep/v1/evaluate/flags': { kind: 'flags' },
  '/edge/health': { kind: 'health' },
};
const oneFlag = '/ofrep/v1/evaluate/flags/';

/** Finds out what a path asks for, with or without `/api` before it; null when it is none of ours. */
export function findRoute(path: string): Route | null {
  const own = path.replace(prefix, '');
  if (Object.hasOwn(fixed, own)) return fixed[own]!;
  if (!own.startsWith(oneFlag) || own.length === oneFlag.length) return null;
  return { kind: 'flag', flagKey: decode(own.slice(oneFlag.length)) };
}

/** Some clients send the key as it is, some encoded; what cannot be decoded is taken as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Splits an address into its path and its query. */
export function splitUrl(url: string): { readonly path: string; readonly query: string } {
  const at = url.indexOf('?');
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) };
}

/** The value of a query parameter; null when it is absent. */
export function queryValue(query: string, name: string): string | null {
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at) === name) return decode(pair.slice(at + 1).replaceAll('+', ' '));
  }
  return null;
}
