import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbox, type OutboxMessage } from '../audit/index.js';
import { PublishedBandits } from '../bandits/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Database, type Transaction } from '../database/index.js';
import { type Environment, EnvironmentsService, FlagsService, SdkKeysService, type TagSet } from '../flags/index.js';
import { Drain } from '../jobs/index.js';
import { Clock, Failure, LOG, type Logger, seconds } from '../kernel/index.js';
import { EdgeCostLimit } from './edge/edge-cost.service.js';
import { EdgeStore } from './edge/edge.store.js';
import { type PartForms, writePart } from './parts.js';
import type { Publication } from './publication.js';
import { PublicationStore, type StoredRuleset } from './publication.store.js';
import { type RulesetForms, sha256, writeRuleset } from './ruleset.js';
import { rulesetHeader, signerOf } from './signing/signature.js';
import { Signer } from './signing/signer.service.js';

const compress = promisify(gzip);
const unpack = promisify(gunzip);
const batch = 50;
const retryAfter = seconds(5);

/**
 * Turns changes of flags into rulesets. Any number of processes may run it: an environment is published by one at a
 * time, from what is committed by then, and the news of a change is gone only when its ruleset is there.
 */
@Injectable()
export class Publisher implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #drain = new Drain({
    some: async () => {
      const { taken, failed } = await this.database.acrossOrganisations((tx) => this.#publishSome(tx));
      if (failed > 0) return retryAfter;
      return taken === batch ? 0 : null;
    },
    onError: (cause) => {
      this.log.error({ cause }, 'rulesets were not published');
      return retryAfter;
    },
  });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly environments: EnvironmentsService,
    private readonly flags: FlagsService,
    private readonly sdkKeys: SdkKeysService,
    private readonly bandits: PublishedBandits,
    private readonly publications: PublicationStore,
    private readonly signer: Signer,
    private readonly edge: EdgeStore,
    private readonly cost: EdgeCostLimit,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ASSAY_ROLE !== 'api') await this.outbox.onNews('ruleset', () => void this.run());
  }

  async onModuleDestroy(): Promise<void> {
    await this.#drain.stop();
  }

  /** Publishes all that waits, and once more if more came meanwhile. Never rejects. */
  run(): Promise<void> {
    return this.#drain.run();
  }

  /** What cannot be published goes back; the other environments are not held up by it. */
  async #publishSome(tx: Transaction): Promise<{ readonly taken: number; readonly failed: number }> {
    const messages = await this.outbox.take(tx, 'ruleset', batch);
    const failed: OutboxMessage[] = [];
    // One order for every publisher, so that two of them never wait for each other.
    const environmentIds = [...new Set(messages.map(environmentOf))].sort();
    for (const environmentId of environmentIds) {
      try {
        await tx.transaction((inner) => this.publish(inner, environmentId));
      } catch (cause) {
        this.log.error({ environmentId, cause }, 'a ruleset was not published');
        failed.push(...messages.filter((message) => environmentOf(message) === environmentId));
      }
    }
    await this.outbox.putBack(tx, failed);
    return { taken: messages.length, failed: failed.length };
  }

  /** Publishes an environment as it is now; nothing happens when that is published already. */
  async publish(tx: Transaction, environmentId: string): Promise<Publication | null> {
    const environment = await this.environments.lock(tx, environmentId);
    if (!environment) return null;
    const flags = await this.flags.listPublished(tx, environmentId);
    const newest = await this.publications.findNewest(tx, environmentId);
    const pin = await this.publications.findPin(tx, environmentId);
    const { organisationId, workspaceId, name } = environment;
    const bandits = await this.bandits.list(tx, workspaceId);
    const written = writeRuleset({ environment: name, flags, bandits });
    const content = pin?.content ?? written.content;
    const key = await this.signer.keyOf(tx, organisationId);
    const floor = (await this.edge.find(tx, environmentId))?.floor ?? 0;
    const known = await this.publications.findRuleset(tx, environmentId, content);
    const sets = await this.sdkKeys.listTagSets(tx, environmentId);
    const wanted = known && sets.length > 0 ? await this.#parts(tx, workspaceId, sets, await unpackServer(known)) : [];
    const isCurrent =
      newest?.content === content &&
      signerOf(newest.headers.server) === key.kid &&
      digestsOf(newest.parts) === digestsOf(wanted);
    if (isCurrent && newest.version > floor) {
      await this.edge.noteRefusal(tx, { environmentId, organisationId }, null);
      return null;
    }

    const publishedAt = this.clock.now();
    const forms = known ? await unpackForms(known.forms) : written.forms(publishedAt);
    if (pin === null && !(await this.#isAffordable(tx, environment, forms))) return null;

    const place = { environmentId, organisationId, workspaceId, content };
    if (!known) {
      const stored: StoredRuleset = { flags: flags.length, createdAt: publishedAt, forms: await compressForms(forms) };
      await this.publications.addRuleset(tx, place, stored);
    }
    const made = sets.length === wanted.length ? wanted : await this.#parts(tx, workspaceId, sets, forms.server);
    for (const part of made) await this.publications.addPart(tx, place, part.digest, await compressPart(part.forms));
    const version = Math.max(newest?.version ?? 0, floor) + 1;
    const headers = {
      server: rulesetHeader(version, key, forms.server),
      client: rulesetHeader(version, key, forms.client),
      compiled: rulesetHeader(version, key, forms.compiled),
      bandits: forms.bandits === null ? null : rulesetHeader(version, key, forms.bandits),
    };
    const parts = made.map(({ tags, digest, forms: own }) => ({
      tags,
      digest,
      headers: {
        server: rulesetHeader(version, key, own.server),
        client: rulesetHeader(version, key, own.client),
        compiled: rulesetHeader(version, key, own.compiled),
      },
    }));
    const publication: Publication = { ...place, version, headers, parts, publishedAt };
    await this.publications.add(tx, publication);
    await this.environments.notePublished(tx, environmentId, {
      version,
      digest: sha256(forms.server),
      at: publishedAt.toISOString(),
      flags: known?.flags ?? flags.length,
    });
    return publication;
  }

  /** What each tag set lets through of a ruleset, with the flags' tags as they are now. */
  async #parts(tx: Transaction, workspaceId: string, sets: readonly TagSet[], server: string): Promise<MadePart[]> {
    const tagsOf = await this.flags.tagsIn(tx, workspaceId);
    return sets.map((set) => {
      const forms = writePart(server, set, tagsOf);
      return { tags: set.digest, digest: sha256(forms.server), forms };
    });
  }

  /** Whoever saves a flag is told beforehand; this holds back what came another way. The last good one stays. */
  async #isAffordable(
    tx: Transaction,
    { id: environmentId, organisationId }: Environment,
    { compiled }: RulesetForms,
  ): Promise<boolean> {
    const refusal = await this.cost.check(tx, environmentId, compiled).then(
      () => null,
      (cause: unknown) => {
        if (cause instanceof Failure) return cause;
        throw cause;
      },
    );
    if (refusal) this.log.error({ environmentId, facts: refusal.facts }, 'a ruleset would cost the edge too much');
    await this.edge.noteRefusal(tx, { environmentId, organisationId }, refusal?.message ?? null);
    return refusal === null;
  }
}

/** A part before it is numbered and signed. */
interface MadePart {
  readonly tags: string;
  readonly digest: string;
  readonly forms: PartForms;
}

const digestsOf = (parts: readonly { readonly tags: string; readonly digest: string }[]): string =>
  parts.map(({ tags, digest }) => `${tags} ${digest}`).join();

const unpackServer = async ({ forms }: StoredRuleset): Promise<string> => (await unpack(forms.server)).toString();

async function compressPart({ server, client, compiled }: PartForms): Promise<Record<keyof PartForms, Buffer>> {
  const [a, b, c] = await Promise.all([compress(server), compress(client), compress(compiled)]);
  return { server: a, client: b, compiled: c };
}

const environmentOf = ({ ids }: OutboxMessage): string => ids.environmentId ?? '';

async function compressForms({ server, client, compiled, bandits }: RulesetForms): Promise<StoredRuleset['forms']> {
  const [a, b, c] = await Promise.all([compress(server), compress(client), compress(compiled)]);
  return { server: a, client: b, compiled: c, bandits: bandits === null ? null : await compress(bandits) };
}

/** As they were published first: what is signed again is byte for byte the same. */
async function unpackForms({ server, client, compiled, bandits }: StoredRuleset['forms']): Promise<RulesetForms> {
  const [a, b, c] = await Promise.all([unpack(server), unpack(client), unpack(compiled)]);
  const models = bandits === null ? null : (await unpack(bandits)).toString();
  return { server: a.toString(), client: b.toString(), compiled: c.toString(), bandits: models };
}
