import { createContext, useContext, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import type { Attributes } from '@assay/flag-evaluation';
import type { Client } from '@assay/sdk-core';
import { createStore, type Status } from './store.js';

/** What the hooks know. */
export interface Assay {
  readonly client: Client;
  readonly subjectKey: string;
  readonly attributes: Attributes;
  readonly status: Status;
}

const AssayContext = createContext<Assay | null>(null);
const noAttributes: Attributes = {};

export interface AssayProviderProps {
  /** Made once, outside of rendering, and closed by whoever made it. */
  readonly client: Client;
  /** For whom flags are decided; a change of it decides anew. */
  readonly subjectKey: string;
  readonly attributes?: Attributes;
  /** Shown until the first ruleset is there or could not be had; without it the children see their fallbacks. */
  readonly loading?: ReactNode;
  readonly children?: ReactNode;
}

/** Gives the components below it flags for one subject. Renders the same on a server, without suspending. */
export function AssayProvider({
  client,
  subjectKey,
  attributes = noAttributes,
  loading,
  children,
}: AssayProviderProps) {
  const store = useMemo(() => createStore(client), [client]);
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
  const assay = useMemo<Assay>(
    () => ({ client, subjectKey, attributes, status: snapshot.split(' ')[0] as Status }),
    [client, subjectKey, attributes, snapshot],
  );
  return (
    <AssayContext.Provider value={assay}>
      {loading !== undefined && assay.status === 'loading' ? loading : children}
    </AssayContext.Provider>
  );
}

/** The client, the subject and the status. @throws outside of an `AssayProvider`. */
export const useAssay = (): Assay => {
  const assay = useContext(AssayContext);
  if (!assay) throw new Error('Flags need an <AssayProvider> above the component.');
  return assay;
};
