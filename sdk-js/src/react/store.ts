import type { Client } from '@assay/sdk-core';

/** Loading until the first ruleset was had or refused; failed turns into ready when a later fetch succeeds. */
export type Status = 'loading' | 'ready' | 'failed';

/** A client as React wants to watch it: a snapshot that changes whenever answers may have. */
export interface ClientStore {
  status(): Status;
  snapshot(): string;
  subscribe(listener: () => void): () => void;
}

export const createStore = (client: Client): ClientStore => {
  const listeners = new Set<() => void>();
  let status: Status = client.isReady() ? 'ready' : 'loading';
  let version = 0;
  const tell = (next: Status): void => {
    status = next;
    version++;
    for (const listener of listeners) listener();
  };
  client.subscribe(() => tell(client.isReady() ? 'ready' : status));
  if (status === 'loading') {
    void client.ready().then((isReady) => {
      if (status === 'loading') tell(isReady ? 'ready' : 'failed');
    });
  }
  return {
    status: () => status,
    snapshot: () => `${status} ${version}`,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
