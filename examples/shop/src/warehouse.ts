/** Rows of one table, by column name. */
export type Rows = readonly Readonly<Record<string, string | number | null>>[];

export interface Sink {
  /** Queues a row; it is sent with the next batch. */
  readonly add: (table: string, row: Rows[number]) => void;
  /** Sends what is queued; rows that could not be sent stay queued and are sent with the next batch. */
  readonly flush: () => Promise<void>;
}

const mostQueued = 10_000;
const batch = 500;

/**
 * Writes to the shop's warehouse. Your application would insert into its own here; the embedded DuckDB of the demo
 * belongs to Assay's worker, which takes rows over loopback.
 */
export const createSink = (url: string, token: string, report: (problem: string) => void): Sink => {
  const queues = new Map<string, Rows[number][]>();

  const send = async (table: string, rows: Rows): Promise<void> => {
    const response = await fetch(`${url}/${table}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ rows }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${table}: ${response.status} ${(await response.text()).slice(0, 300)}`);
  };

  return {
    add: (table, row) => {
      const queue = queues.get(table) ?? [];
      queues.set(table, queue);
      if (queue.length < mostQueued) queue.push(row);
    },
    flush: async () => {
      for (const [table, queue] of queues) {
        while (queue.length > 0) {
          try {
            const rows = queue.slice(0, batch);
            await send(table, rows);
            queue.splice(0, rows.length);
          } catch (cause) {
            report((cause as Error).message);
            return;
          }
        }
      }
    },
  };
};
