import { isRecord, parseJson, type Unchecked } from './read.js';
import type { ContextAttributes } from './wire.js';

/** One document inside a configuration wire, still as text. */
export interface WiredDocument {
  readonly response: string;
  readonly etag?: string;
  /** ISO 8601; when it was fetched. */
  readonly fetchedAt?: string;
}

export interface WiredPrecomputed extends WiredDocument {
  readonly subjectKey: string;
  readonly subjectAttributes?: ContextAttributes;
}

/** A client's whole start-up state in one file: bootstrap on a server, start a browser without a request. Version 1. */
export interface ConfigurationWire {
  readonly config?: WiredDocument;
  readonly bandits?: WiredDocument;
  readonly precomputed?: WiredPrecomputed;
}

/** Writes version 1 of the configuration wire. */
export const writeConfigurationWire = (wire: ConfigurationWire): string => JSON.stringify({ version: 1, ...wire });

/**
 * Opens version 1 of the configuration wire, to be read part by part.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no such file.
 */
export function openWire(text: string): Unchecked {
  const wire = parseJson(text, 'The configuration wire');
  if (wire.version !== 1) {
    throw new TypeError(`The configuration wire has version ${JSON.stringify(wire.version)}; expected 1.`);
  }
  return wire;
}

/** A document inside a wire; absent when it is no such thing. */
export function readPart(part: unknown): WiredDocument | undefined {
  if (!isRecord(part)) return undefined;
  const { response, etag, fetchedAt } = part;
  if (typeof response !== 'string' && !isRecord(response)) return undefined;
  return {
    response: typeof response === 'string' ? response : JSON.stringify(response),
    etag: typeof etag === 'string' ? etag : undefined,
    fetchedAt: typeof fetchedAt === 'string' ? fetchedAt : undefined,
  };
}

/** Reads version 1 of the configuration wire. Parts without a response are left out. @throws as `openWire`. */
export function parseConfigurationWire(text: string): ConfigurationWire {
  const { config, bandits, precomputed } = openWire(text);
  return { config: readPart(config), bandits: readPart(bandits), precomputed: readPrecomputed(precomputed) };
}

/** Someone's precomputed assignments inside a wire. */
export function readPrecomputed(part: unknown): WiredPrecomputed | undefined {
  const document = readPart(part);
  const { subjectKey = '', subjectAttributes } = isRecord(part) ? part : {};
  return (
    document && {
      ...document,
      subjectKey: String(subjectKey),
      subjectAttributes: isRecord(subjectAttributes) ? (subjectAttributes as unknown as ContextAttributes) : undefined,
    }
  );
}
