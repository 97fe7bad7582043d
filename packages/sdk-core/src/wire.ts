/** The parts of a configuration wire (version 1), each the text of a document. */
export interface WireParts {
  readonly ruleset: string | null;
  readonly models: string | null;
  readonly fetchedAt: string | null;
  readonly etag: string | null;
}

interface WirePart {
  readonly response?: unknown;
  readonly fetchedAt?: unknown;
  readonly etag?: unknown;
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/**
 * Takes a configuration wire apart.
 * @throws when the text is no configuration wire of version 1.
 */
export const readWire = (text: string): WireParts => {
  const wire = JSON.parse(text) as { version?: unknown; config?: WirePart; bandits?: WirePart } | null;
  if (wire?.version !== 1) throw new Error('not a configuration wire of version 1');
  const { config, bandits } = wire;
  return {
    ruleset: textOr(config?.response),
    models: textOr(bandits?.response),
    fetchedAt: textOr(config?.fetchedAt),
    etag: textOr(config?.etag),
  };
};
