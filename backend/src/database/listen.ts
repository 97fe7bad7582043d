import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/**
 * Holds one connection that listens on a channel and opens another when it breaks.
 * `heard` is also called with '' after each (re)connection: what was sent meanwhile is lost, so the caller looks itself.
 * Returns the function that ends it.
 */
export async function listenOn(
  url: string,
  channel: string,
  heard: (payload: string) => void,
): Promise<() => Promise<void>> {
  let client: pg.Client | null = null;
  let isStopped = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: `assay listen ${channel}`, keepAlive: true });
    next.on('notification', ({ payload }) => heard(payload ?? ''));
    next.on('error', () => {});
    next.once('end', () => void reconnect());
    await next.connect();
    client = next;
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    heard('');
  };

  const reconnect = async (): Promise<void> => {
    for (let wait = 200; !isStopped; wait = Math.min(wait * 2, 10_000)) {
      await sleep(wait, undefined, { ref: false });
      if (isStopped) return;
      const isBack = await connect().then(
        () => true,
        () => false,
      );
      if (isBack) return;
    }
  };

  await connect();
  return async () => {
    isStopped = true;
    await client?.end().catch(() => {});
  };
}
