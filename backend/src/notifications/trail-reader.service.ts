import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { CONFIG, type Config } from '../config/index.js';
import { Database, type Transaction } from '../database/index.js';
import { publicUrl } from '../identity/index.js';
import { Drain } from '../jobs/index.js';
import { Clock, hours, LOG, type Logger, seconds } from '../kernel/index.js';
import { ChannelStore } from './channel.store.js';
import { DeliveryStore } from './delivery.store.js';
import { newsOf } from './news.js';
import { Teller } from './teller.service.js';

const batch = 200;
const retryAfter = seconds(5);
/** How long messages can be looked up. */
const kept = hours(24 * 30);

/**
 * Tells channels what the audit trail gained. A channel remembers how far it was told in the transaction that writes
 * its messages: nothing is told twice and nothing is left out, whenever the process ends.
 */
@Injectable()
export class TrailReader implements OnApplicationBootstrap, OnModuleDestroy {
  /** Organisations with news; null = look at all. */
  #news: Set<string> | null = null;
  readonly #drain = new Drain({
    some: () => this.#read(),
    onError: (cause) => {
      this.log.error({ cause }, 'news was not told');
      this.#news = null;
      return retryAfter;
    },
  });

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly channels: ChannelStore,
    private readonly deliveries: DeliveryStore,
    private readonly teller: Teller,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.config.ASSAY_ROLE === 'api') return;
    await this.audit.onNews((organisationId) => {
      if (organisationId === null) this.#news = null;
      else this.#news?.add(organisationId);
      void this.#drain.run();
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#drain.stop();
  }

  /** Tells what is new by now. Never rejects. */
  run(): Promise<void> {
    this.#news = null;
    return this.#drain.run();
  }

  async #read(): Promise<number | null> {
    const concerned = this.#news ?? (await this.database.acrossOrganisations((tx) => this.channels.organisations(tx)));
    this.#news = new Set();
    for (const organisationId of concerned) {
      while (await this.database.inOrganisation(organisationId, (tx) => this.#tell(tx, organisationId)));
    }
    return null;
  }

  /** Tells one batch; true where there may be more. */
  async #tell(tx: Transaction, organisationId: string): Promise<boolean> {
    const channels = await this.channels.lockEnabled(tx, organisationId);
    if (channels.length === 0) return false;
    const told = Math.min(...channels.map(({ position }) => position));
    const events = await this.audit.since(tx, organisationId, told, batch);
    const newest = events.at(-1);
    if (newest === undefined) return false;
    const console = publicUrl(this.config);
    for (const channel of channels) {
      const fresh = events.filter(({ position }) => position > channel.position);
      const news = fresh.flatMap((event) => newsOf(event, console) ?? []);
      await this.teller.tell(tx, channel, news);
      if (fresh.length > 0) await this.channels.moveTo(tx, channel, newest.position);
    }
    await this.deliveries.removeOlder(tx, organisationId, new Date(this.clock.now().getTime() - kept));
    return events.length === batch;
  }
}
