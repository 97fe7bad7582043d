import type { Grant, StoredMetadata } from './platform.js';

/** Metadata as it is stored beside a value: short names, since a store may allow it 1,000 bytes. */
export const writeMetadata = ({ version, digest, header, publishedAt, bytes, mac }: StoredMetadata): string =>
  JSON.stringify({
    v: version,
    e: digest,
    s: header,
    t: publishedAt,
    ...(bytes !== null && { d: bytes }),
    ...(mac !== null && { m: mac }),
  });

/**
 * Reads what `writeMetadata` wrote.
 * @throws TypeError when it is anything else.
 */
export function readMetadata(text: string): StoredMetadata {
  const { v, e, s, t, d, m } = parseRecord(text, 'The metadata');
  const isWhole = typeof v === 'number' && typeof e === 'string' && typeof s === 'string' && typeof t === 'number';
  if (!isWhole) throw new TypeError('The metadata is incomplete.');
  return {
    version: v,
    digest: e,
    header: s,
    publishedAt: t,
    bytes: typeof d === 'string' ? d : null,
    mac: typeof m === 'string' ? m : null,
  };
}

/** What a key opens, as it is stored under the key's hash. */
export const writeGrant = ({ environment, kind, tags }: Grant): string => JSON.stringify({ environment, kind, tags });

/**
 * Reads what `writeGrant` wrote.
 * @throws TypeError when it is anything else.
 */
export function readGrant(text: string): Grant {
  const { environment, kind, tags } = parseRecord(text, 'The key');
  if (typeof environment !== 'string' || typeof tags !== 'string' || (kind !== 'server' && kind !== 'client')) {
    throw new TypeError('The key is stored incompletely.');
  }
  return { environment, kind, tags };
}

function parseRecord(text: string, what: string): Readonly<Record<string, unknown>> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // told below
  }
  if (typeof value !== 'object' || value === null) throw new TypeError(`${what} cannot be read.`);
  return value as Readonly<Record<string, unknown>>;
}
