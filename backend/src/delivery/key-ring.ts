import { hash } from 'node:crypto';
import type { Grant, KeyRing } from '@assay/edge-handler';
import type { OpenKey } from '../flags/index.js';

/** Keys that were found are remembered in plain, up to this many, so that they are hashed once. */
const remembered = 10_000;

/** All SDK keys in use, by their hash. */
export class OpenKeys implements KeyRing {
  #byHash = new Map<string, Grant>();
  #byKey = new Map<string, Grant>();

  /** Replaces all of them: what is not in the list opens nothing from now on. */
  replace(keys: readonly OpenKey[]): void {
    const before = this.#byHash;
    // A key that stays keeps its grant: limits are counted by it.
    this.#byHash = new Map(
      keys.map(({ secretHash, environmentId, kind, tags }) => [
        secretHash,
        before.get(secretHash) ?? { environment: environmentId, kind, tags },
      ]),
    );
    this.#byKey = new Map();
  }

  find(sdkKey: string): Grant | null {
    const known = this.#byKey.get(sdkKey);
    if (known) return known;
    const grant = this.#byHash.get(hash('sha256', sdkKey)) ?? null;
    if (grant && this.#byKey.size < remembered) this.#byKey.set(sdkKey, grant);
    return grant;
  }
}
