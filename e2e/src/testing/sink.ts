import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './product.js';

export type SinkRow = Readonly<Record<string, string | number | null>>;

/** Writes rows as an application would write to its warehouse: the worker owns the file and takes them on loopback. */
export const sinkOf = async (product: Product, connectionId: string) => {
  const token = (await readFile(join(product.dataFolder, 'internal.token'), 'utf8')).trim();
  return async (table: string, rows: readonly SinkRow[]): Promise<void> => {
    for (let from = 0; from < rows.length; from += 1_000) {
      const response = await fetch(`${product.url}/internal/v1/sink/${connectionId}/${table}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ rows: rows.slice(from, from + 1_000) }),
      });
      if (!response.ok) throw new Error(`${table}: ${response.status} ${await response.text()}`);
    }
  };
};
