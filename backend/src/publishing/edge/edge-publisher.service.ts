import { randomInt } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '../../audit/index.js';
import { CONFIG, type Config } from '../../config/index.js';
import { Database, type Transaction } from '../../database/index.js';
import { Drain } from '../../jobs/index.js';
import { sdkKeyChannel } from '../../flags/index.js';
import { Clock, hours, LOG, type Logger, minutes, seconds } from '../../kernel/index.js';
import { type PublishedForms, rulesetChannel } from '../publication.js';
import { PublicationStore } from '../publication.store.js';
import { backoff } from './backoff.js';
import { type EdgeTarget, openTarget } from './edge-target.js';
import { EdgeGrants } from './edge-grants.service.js';
import { EdgeStore, type EdgeState, unknown, type Waiting } from './edge.store.js';
import { FastlyFailure } from './fastly.failures.js';
import { macIdOf, entriesOf, entryKeysOf, modelsKeyOf, rulesetKeysOf } from './edge-entries.js';
import { AheadOfUs, bring } from './bring.js';

/** Changes of one environment that follow each other closely go out together: Fastly counts writes by the hour. */
const coalesced = seconds(2);
/** Another process is at it: look again, in case it dies. */
const lookAgain = seconds(5);
/** Without any news: the shared secret may be another one by now. */
const lookAnyway = minutes(1);
/** Fastly counts by the hour: whatever it says, it is asked again then. */
const longestRest = hours(1);
/** From then on a person should look. */
const alarmAfter = minutes(5);

/**
 * Brings what is published to Fastly's KV store. What remains to be done is read from the database, not remembered: a
 * process may end at any point, and the next one finds where the edge is by asking it.
 */
@Injectable()
export class EdgePublisher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #drain = new Drain({
    some: async () => Math.min((await this.#pass()) ?? lookAnyway, lookAnyway),
    onError: (cause) => {
      this.log.error({ cause }, 'nothing could be published to the edge');
      return lookAgain;
    },
  });
  /** No call at all before then: Fastly said so, or does not answer. */
  #restUntil = 0;
  #generalFailures = 0;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly publications: PublicationStore,
    private readonly edge: EdgeStore,
    private readonly grants: EdgeGrants,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Where to publish; null when no edge is set up. */
  get #isOn(): boolean {
    return this.config.FASTLY_SERVICE !== undefined && this.config.ASSAY_ROLE !== 'api';
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.#isOn) return;
    // A file that cannot be read is better heard of now than at the first publication.
    await openTarget(this.config);
    for (const channel of [rulesetChannel, sdkKeyChannel]) {
      await this.database.listen(channel, () => void this.run());
    }
  }

  async onModuleDestroy(): Promise<void> {
    await this.#drain.stop();
  }

  /** Does what is due now, and once more if news came meanwhile. Never rejects. */
  run(): Promise<void> {
    return this.#isOn ? this.#drain.run() : Promise.resolve();
  }

  /** @returns milliseconds until there is something to do again; null: nothing is waiting. */
  async #pass(): Promise<number | null> {
    const now = this.clock.now().getTime();
    if (now < this.#restUntil) return this.#restUntil - now;
    try {
      const target = await openTarget(this.config);
      // Keys first: one that was revoked must not wait for rulesets.
      const isDone = await this.grants.bring(target);
      const next = await this.#bringRulesets(target);
      this.#generalFailures = 0;
      return isDone ? next : Math.min(next ?? lookAgain, lookAgain);
    } catch (cause) {
      if (!(cause instanceof FastlyFailure)) throw cause;
      this.#generalFailures += 1;
      const wait = backoff(this.#generalFailures, randomInt(1_000) / 1_000);
      const asked = Math.min(cause.retryAt?.getTime() ?? 0, now + longestRest);
      this.#restUntil = Math.max(now + wait, asked);
      this.log.warn({ problem: cause.problem, message: cause.message }, 'publishing to the edge rests');
      return this.#restUntil - now;
    }
  }

  async #bringRulesets(target: EdgeTarget): Promise<number | null> {
    const macId = macIdOf(target.macSecret);
    const [waiting, gone] = await this.database.acrossOrganisations(async (tx) => [
      await this.edge.listWaiting(tx, macId),
      await this.edge.listGone(tx),
    ]);
    for (const environmentId of gone) await this.#remove(target, environmentId);
    const waits: number[] = [];
    for (const one of waiting) {
      const wait = dueAt(one) - this.clock.now().getTime();
      waits.push(wait > 0 ? wait : await this.#bringOne(target, one, macId));
    }
    const left = waits.filter((wait) => wait > 0);
    return left.length === 0 ? null : Math.min(...left);
  }

  /** @returns milliseconds to wait before it is tried again; 0 when it is done. */
  async #bringOne(target: EdgeTarget, { environmentId }: Waiting, macId: string): Promise<number> {
    let general: FastlyFailure | null = null;
    const wait = await this.database.acrossOrganisations(async (tx) => {
      if (!(await this.edge.tryLock(tx, environmentId))) return lookAgain;
      // Only now, under the lock: what was newest a moment ago may not be any more.
      const [publication] = await this.publications.listNewest(tx, environmentId);
      const state = await this.edge.find(tx, environmentId);
      const isThere = state?.version === publication?.version && state?.macId === macId;
      if (!publication || isThere) return 0;
      try {
        await this.#write(target, publication);
        if (await this.#hadModels(tx, publication, state)) await target.client.remove(modelsKeyOf(environmentId));
        const goneSets = await this.#goneTagSets(tx, publication, state);
        for (const key of goneSets.flatMap((tags) => rulesetKeysOf(environmentId, tags)))
          await target.client.remove(key);
        await this.edge.save(tx, confirmed(publication, state, macId, this.clock.now()));
        this.log.info({ environmentId, version: publication.version }, 'published to the edge');
        return 0;
      } catch (cause) {
        if (cause instanceof FastlyFailure && cause.isGeneral) general = cause;
        return this.#noteFailure(tx, publication, state, cause);
      }
    });
    // After the transaction: that it failed stays noted.
    if (general !== null) throw general;
    return wait;
  }

  /** In this order: entries, caches, streams. Whoever is told of a version finds it. */
  async #write({ client, macSecret, hasFanout }: EdgeTarget, publication: PublishedForms): Promise<void> {
    const entries = await entriesOf(publication, macSecret);
    for (const entry of entries) await bring(client, entry);
    await client.purge(`rules-${publication.environmentId}`);
    if (!hasFanout) return;
    const { version, publishedAt } = publication;
    const lastModified = Math.floor(publishedAt.getTime() / 1_000);
    const data = { type: 'refetchEvaluation', etag: `"${entries[0]!.digest}"`, lastModified };
    const channel = `env-${publication.environmentId}`;
    await client.announce(channel, `id: ${version}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Whether the edge holds models that the ruleset refers to no more. */
  async #hadModels(
    tx: Transaction,
    { environmentId, forms }: PublishedForms,
    state: EdgeState | null,
  ): Promise<boolean> {
    if (forms.bandits !== null || state === null) return false;
    const before = await this.publications.find(tx, environmentId, state.version);
    return before !== null && before.headers.bandits !== null;
  }

  /** Tag sets whose rulesets the edge holds although no key has them any more. */
  async #goneTagSets(
    tx: Transaction,
    { environmentId, parts }: PublishedForms,
    state: EdgeState | null,
  ): Promise<string[]> {
    const before = state === null ? null : await this.publications.find(tx, environmentId, state.version);
    const kept = new Set(parts.map(({ tags }) => tags));
    return (before?.parts ?? []).map(({ tags }) => tags).filter((tags) => !kept.has(tags));
  }

  async #noteFailure(
    tx: Transaction,
    publication: PublishedForms,
    state: EdgeState | null,
    cause: unknown,
  ): Promise<number> {
    const { environmentId, organisationId, publishedAt } = publication;
    const now = this.clock.now();
    const before = state ?? unknown(publication);
    const attempts = before.attempts + 1;
    const wait = backoff(attempts, randomInt(1_000) / 1_000);
    const floor = cause instanceof AheadOfUs ? cause.version : before.floor;
    const problem = cause instanceof FastlyFailure || cause instanceof AheadOfUs ? cause.message : 'It failed here.';
    const nextAttemptAt = new Date(now.getTime() + wait);
    await this.edge.save(tx, { ...before, attempts, floor, nextAttemptAt, problem });
    // The publisher goes on above what the store holds.
    if (floor > before.floor) await this.outbox.put(tx, { organisationId, topic: 'ruleset', ids: { environmentId } });
    const isLate = now.getTime() - publishedAt.getTime() > alarmAfter;
    this.log[isLate ? 'error' : 'warn']({ environmentId, attempts, problem, cause }, 'the edge is behind');
    return wait;
  }

  async #remove({ client }: EdgeTarget, environmentId: string): Promise<void> {
    await this.database.acrossOrganisations(async (tx) => {
      if (!(await this.edge.tryLock(tx, environmentId))) return;
      const tagSets = await this.publications.listTagSets(tx, environmentId);
      for (const key of entryKeysOf(environmentId, tagSets)) await client.remove(key);
      await client.purge(`rules-${environmentId}`);
      await this.edge.forget(tx, environmentId);
    });
  }
}

const confirmed = (publication: PublishedForms, state: EdgeState | null, macId: string, at: Date): EdgeState => ({
  ...(state ?? unknown(publication)),
  version: publication.version,
  macId,
  confirmedAt: at,
  attempts: 0,
  nextAttemptAt: null,
  problem: null,
});

/** When an environment may be written: at once, shortly after it was written last, or when a failure was slept off. */
const dueAt = ({ state }: Waiting): number =>
  Math.max(state?.nextAttemptAt?.getTime() ?? 0, (state?.confirmedAt?.getTime() ?? -coalesced) + coalesced);
