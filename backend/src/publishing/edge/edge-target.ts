import { readFile } from 'node:fs/promises';
import type { Config } from '../../config/index.js';
import { FastlyClient } from './fastly.client.js';

/** The edge that is set up, with what is needed to write to it. */
export interface EdgeTarget {
  readonly client: FastlyClient;
  /** Shared with the edge, which takes nothing for decisions that this secret does not vouch for. */
  readonly macSecret: string;
  readonly hasFanout: boolean;
}

const shortest = 32;

/** Opens what the settings name; rejects with the setting that is to be corrected. */
export async function openTarget(config: Config): Promise<EdgeTarget> {
  const { FASTLY_SERVICE, FASTLY_KV_STORE, FASTLY_TOKEN_FILE, FASTLY_MAC_FILE, FASTLY_API, FASTLY_FANOUT } = config;
  const token = (): Promise<string> => readSecret('FASTLY_TOKEN_FILE', FASTLY_TOKEN_FILE ?? '');
  const [macSecret] = await Promise.all([readSecret('FASTLY_MAC_FILE', FASTLY_MAC_FILE ?? ''), token()]);
  if (macSecret.length < shortest) throw new Error(`FASTLY_MAC_FILE: use at least ${shortest} characters.`);
  const client = new FastlyClient({
    apiUrl: FASTLY_API.replace(/\/+$/, ''),
    serviceId: FASTLY_SERVICE ?? '',
    storeId: FASTLY_KV_STORE ?? '',
    token,
  });
  return { client, macSecret, hasFanout: FASTLY_FANOUT };
}

async function readSecret(setting: string, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${setting}: the file cannot be read (${cause.code ?? 'unknown'}).`);
  });
  if (text.trim() === '') throw new Error(`${setting}: the file is empty.`);
  return text.trim();
}
