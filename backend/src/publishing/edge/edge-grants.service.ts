import { Injectable } from '@nestjs/common';
import { storeKeys, writeGrant } from '@assay/edge-handler';
import { Database } from '../../database/index.js';
import { type OpenKey, SdkKeysService } from '../../flags/index.js';
import { Clock } from '../../kernel/index.js';
import { type EdgeGrant, EdgeStore } from './edge.store.js';
import type { EdgeTarget } from './edge-target.js';

/** As many as fit into one transaction even when each call is slow. */
const batch = 5;

/** Keeps the table of SDK keys at the edge: one entry per key in use, by the key's hash. */
@Injectable()
export class EdgeGrants {
  constructor(
    private readonly database: Database,
    private readonly sdkKeys: SdkKeysService,
    private readonly edge: EdgeStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Removes what was revoked, then writes what is new.
   * @returns false when another process is at it.
   */
  async bring(target: EdgeTarget): Promise<boolean> {
    for (;;) {
      const left = await this.#bringSome(target);
      if (left === null) return false;
      if (left === 0) return true;
    }
  }

  /** How many are left; null when another process is at it. */
  async #bringSome({ client }: EdgeTarget): Promise<number | null> {
    // Known to the database before the first of them can be at the edge.
    const wanted = await this.#wanted();
    await this.#intend(wanted);
    return this.database.acrossOrganisations(async (tx) => {
      if (!(await this.edge.tryLock(tx, 'keys'))) return null;
      const known = await this.edge.listGrants(tx);
      const revoked = [...known.keys()].filter((hash) => !wanted.has(hash));
      const added = [...known.values()].filter((one) => one.writtenAt === null && wanted.has(one.secretHash));
      for (const hash of revoked.slice(0, batch)) {
        await client.remove(storeKeys.grant(hash));
        await this.edge.noteRemoved(tx, hash);
      }
      const room = Math.max(0, batch - revoked.length);
      for (const { secretHash, value } of added.slice(0, room)) {
        const key = storeKeys.grant(secretHash);
        const there = await client.find(key);
        // Lost to another writer: it is looked at again.
        if (!(await client.put(key, value, '', there?.generation ?? null))) continue;
        await this.edge.noteWritten(tx, secretHash, this.clock.now());
      }
      return Math.max(0, revoked.length + added.length - batch);
    });
  }

  async #intend(wanted: ReadonlyMap<string, EdgeGrant>): Promise<void> {
    await this.database.acrossOrganisations(async (tx) => {
      const known = await this.edge.listGrants(tx);
      const changed = [...wanted.values()].filter(({ secretHash, value }) => known.get(secretHash)?.value !== value);
      await this.edge.intend(tx, changed);
    });
  }

  async #wanted(): Promise<ReadonlyMap<string, EdgeGrant>> {
    const keys = await this.sdkKeys.listOpen();
    return new Map(keys.map((key) => [key.secretHash, grantOf(key)]));
  }
}

const grantOf = ({ secretHash, organisationId, environmentId, kind, tags }: OpenKey): EdgeGrant => ({
  secretHash,
  organisationId,
  value: writeGrant({ environment: environmentId, kind, tags }),
});
