import { type GuestMemory, status } from './guest-memory.js';
import { aBody, type Entry, type Handles, type Store } from './handles.js';
import type { HostCalls } from './http-calls.js';

export interface KvValue {
  readonly value: string;
  readonly metadata: string;
}

/** What the stores hold. A store that is absent cannot be opened. */
export interface EdgeStores {
  readonly config: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly kv: Readonly<Record<string, ReadonlyMap<string, KvValue>>>;
  /** Makes looking a key up fail as the platform does; null: it does not. */
  readonly kvFault?: (key: string) => 'too many requests' | 'internal error' | null;
}

const kvOutcome = { ok: 1, notFound: 3, 'internal error': 6, 'too many requests': 7 } as const;
const noBody = 0xffffffff;

type Found = { readonly fault: keyof typeof kvOutcome } | { readonly entry: KvValue };

/**
 * Config, secret and key-value stores, in memory.
 * @param onLookUp hears of each key that is looked up in a key-value store.
 */
export function storeCalls(
  memory: GuestMemory,
  handles: Handles,
  stores: EdgeStores,
  onLookUp: (key: string) => void,
): HostCalls {
  const open =
    <T>(all: Readonly<Record<string, T>>, finder: (store: T) => (key: string) => unknown, absent: number) =>
    (at: number, length: number, out: number): number => {
      const name = memory.text(at, length);
      if (!Object.hasOwn(all, name)) return absent;
      memory.setUint32(out, handles.add({ kind: 'store', find: finder(all[name]!) }));
      return status.ok;
    };
  const byKey = (store: Readonly<Record<string, string>>) => (key: string) =>
    Object.hasOwn(store, key) ? store[key]! : null;
  const find = <T>(handle: number, at: number, length: number): T | null =>
    (handles.find(handle, 'store') as Store<T> | null)?.find(memory.text(at, length)) ?? null;
  return {
    fastly_config_store: {
      open: open(stores.config, byKey, status.badHandle),
      get: (handle: number, keyAt: number, keyLength: number, at: number, room: number, written: number) => {
        const value = find<string>(handle, keyAt, keyLength);
        return value === null ? status.none : memory.fill(value, at, room, written);
      },
    },
    fastly_secret_store: {
      open: open(stores.secrets, byKey, status.none),
      get: (handle: number, keyAt: number, keyLength: number, out: number) => {
        const value = find<string>(handle, keyAt, keyLength);
        if (value === null) return status.none;
        memory.setUint32(out, handles.add({ kind: 'entry', value }));
        return status.ok;
      },
      plaintext: (handle: number, at: number, room: number, written: number) =>
        memory.fill((handles.find(handle, 'entry') as Entry<string> | null)?.value ?? '', at, room, written),
    },
    fastly_kv_store: {
      open: open(
        stores.kv,
        (store) => (key) => {
          onLookUp(key);
          return lookUp(stores, store, key);
        },
        status.none,
      ),
      lookup: (handle: number, keyAt: number, keyLength: number, _mask: number, _options: number, out: number) => {
        memory.setUint32(out, handles.add({ kind: 'entry', value: find<Found>(handle, keyAt, keyLength) }));
        return status.ok;
      },
      lookup_wait_v2: (
        handle: number,
        bodyOut: number,
        metadataAt: number,
        metadataRoom: number,
        metadataWritten: number,
        generationOut: number,
        outcomeOut: number,
      ) => {
        const found = (handles.find(handle, 'entry') as Entry<Found> | null)?.value ?? { fault: 'notFound' as const };
        memory.setUint64(generationOut, 1);
        if ('fault' in found) {
          memory.setUint32(metadataWritten, 0);
          memory.setUint32(bodyOut, noBody);
          memory.setUint32(outcomeOut, kvOutcome[found.fault]);
          return status.ok;
        }
        memory.setUint32(bodyOut, handles.add(aBody(new TextEncoder().encode(found.entry.value))));
        memory.setUint32(outcomeOut, kvOutcome.ok);
        return memory.fill(found.entry.metadata, metadataAt, metadataRoom, metadataWritten);
      },
    },
  };
}

function lookUp({ kvFault }: EdgeStores, store: ReadonlyMap<string, KvValue>, key: string): Found {
  const fault = kvFault?.(key) ?? null;
  const entry = store.get(key);
  if (fault !== null) return { fault };
  return entry === undefined ? { fault: 'notFound' } : { entry };
}
