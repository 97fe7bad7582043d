import { isRecord, parseJson } from './read.js';
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
 * Reads version 1 of the configuration wire. Parts without a response are left out.
 * @throws SyntaxError or TypeError, saying what is wrong, when the text is no such file.
 */
export function parseConfigurationWire(text: string): ConfigurationWire {
  const document = parseJson(text, 'The configuration wire');
  if (document.version !== 1) {
    throw new TypeError(`The configuration wire has version ${JSON.stringify(document.version)}; expected 1.`);
  }
  const config = readPart(document.config);
  const bandits = readPart(document.bandits);
  const precomputed = readPart(document.precomputed);
  const about = isRecord(document.precomputed) ? document.precomputed : {};
  return {
    ...(config !== null && { config }),
    ...(bandits !== null && { bandits }),
    ...(precomputed !== null && {
      precomputed: {
        ...precomputed,
        subjectKey: String(about.subjectKey ?? ''),
        ...(isRecord(about.subjectAttributes) && {
          subjectAttributes: about.subjectAttributes as unknown as ContextAttributes,
        }),
      },
    }),
  };
}

function readPart(part: unknown): WiredDocument | null {
  if (!isRecord(part)) return null;
  const { response, etag, fetchedAt } = part;
  if (typeof response !== 'string' && !isRecord(response)) return null;
  return {
    response: typeof response === 'string' ? response : JSON.stringify(response),
    ...(typeof etag === 'string' && { etag }),
    ...(typeof fetchedAt === 'string' && { fetchedAt }),
  };
}
