/** The parts of a request that tell which page made a browser send it. */
export interface RequestOrigin {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site, sent by every current browser. */
  readonly fetchSite: string | undefined;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * True if a request that carries a session cookie may be believed: it changes nothing, or our own page sent it.
 * `publicOrigin` is the address that browsers use, if it differs from the Host header (a proxy in front).
 * A changing request that names no origin at all is refused: browsers always name one.
 */
export function isOurOwnPage(request: RequestOrigin, publicOrigin: string | null): boolean {
  if (safeMethods.has(request.method)) return true;
  if (request.fetchSite !== undefined && request.fetchSite !== 'same-origin') return false;
  if (request.origin === undefined) return request.fetchSite === 'same-origin';
  if (request.origin === publicOrigin) return true;
  const host = request.host?.toLowerCase();
  return host !== undefined && [`http://${host}`, `https://${host}`].includes(request.origin.toLowerCase());
}
