import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { findRoute, newMemory, type Platform, readSdkKey, refuse, respond, splitUrl } from '@assay/edge-handler';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { compileRegex, sdkKeyChannel, SdkKeysService } from '../flags/index.js';
import { Clock, LOG, type Logger, seconds } from '../kernel/index.js';
import { rulesetChannel, RulesetsLookup } from '../publishing/index.js';
import { inTurn } from './in-turn.js';
import { OpenKeys } from './key-ring.js';
import { edgeRequest, sendAnswer } from './node-exchange.js';
import { PublishedEntries } from './published-entries.js';
import { RateLimits } from './rate-limits.js';
import { ReadyAnswers, sendReady } from './ready-answers.js';
import { Streams } from './streams.js';

const maxBodyBytes = 262_144;
const maxStreams = 20_000;
const heartbeatEvery = seconds(20);
const retryAfter = seconds(1);

/**
 * Serves rulesets, assignments, OFREP and streams from memory. Requests never touch the database: what is held stays
 * in use while the database is away, and changes arrive by notification.
 */
@Injectable()
export class Delivery implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #entries = new PublishedEntries();
  readonly #keys = new OpenKeys();
  readonly #streams = new Streams(maxStreams);
  readonly #ready = new ReadyAnswers();
  /** Counts what makes earlier answers wrong. */
  #changes = 0;
  readonly #streamKeys = new WeakMap<ServerResponse, string>();
  readonly #platform: Platform;
  readonly #limits: RateLimits;
  readonly #publicOrigin: string | null;
  #heartbeat: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    private readonly database: Database,
    private readonly rulesets: RulesetsLookup,
    private readonly sdkKeys: SdkKeysService,
    clock: Clock,
  ) {
    this.#publicOrigin = config.PUBLIC_URL === undefined ? null : new URL(config.PUBLIC_URL).origin;
    this.#limits = new RateLimits(config.DELIVERY_RATE, () => clock.now().getTime());
    this.#platform = {
      config: {
        build: 'backend',
        rulesetTtlMs: 0,
        keyTtlMs: 0,
        maxBodyBytes,
        streamUrl: (origin) => `${origin}/stream`,
      },
      keys: this.#keys,
      kv: this.#entries,
      now: () => clock.now().getTime(),
      log: ({ level, event, environment, detail }) => log[level]({ event, environment, detail }, 'delivery'),
      sha256: async (text) => hash('sha256', text),
      md5: null,
      encode: (text) => Buffer.from(text).toString('base64'),
      verify: null,
      compileRegex,
      delayOf: (grant) => this.#limits.delayOf(grant),
      memory: newMemory(),
    };
  }

  /** A worker alone serves no SDK. */
  get isServing(): boolean {
    return this.config.ASSAY_ROLE !== 'worker';
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.isServing) return;
    await Promise.all([this.#loadKeys(), this.#loadAll()]);
    await this.database.listen(sdkKeyChannel, () => this.#inBackground(() => this.#loadKeys()));
    await this.database.listen(rulesetChannel, (environmentId) =>
      this.#inBackground(() => (environmentId === '' ? this.#loadAll() : this.#load(environmentId))),
    );
    this.#heartbeat = setInterval(() => this.#streams.beat(), heartbeatEvery);
    this.#heartbeat.unref();
  }

  onModuleDestroy(): void {
    this.#isStopped = true;
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#streams.closeWhere(() => true);
  }

  /** Answers a request that was answered before; false, and nothing happens, when it must be worked out. */
  answerAgain(request: IncomingMessage, response: ServerResponse): boolean {
    const ready = this.#ready.find(request);
    // Over its limit: the handler says so in the way of the address.
    if (ready === null || this.#limits.delayOf(ready.grant) > 0) return false;
    sendReady(response, ready);
    return true;
  }

  /** Answers a request whose path is one of delivery's. Never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.answerAgain(request, response)) return;
    const asked = edgeRequest(request, this.#publicOrigin);
    const { path, query } = splitUrl(asked.url);
    try {
      const kind = asked.method === 'GET' ? findRoute(path)?.kind : undefined;
      const sdkKey = kind === undefined ? null : readSdkKey(asked, query);
      const grant = sdkKey === null ? null : this.#keys.find(sdkKey);
      // Without a key the handler says what is missing.
      if (kind === 'stream' && sdkKey !== null && grant) {
        const wait = this.#limits.delayOf(grant);
        if (wait === 0) return this.#stream(request, response, sdkKey, grant.environment);
        const headers = { 'retry-after': String(Math.ceil(wait)) };
        return sendAnswer(request, response, refuse(429, 'Too many requests with this key. Wait a little.', headers));
      }
      const changes = this.#changes;
      const answer = await respond(asked, this.#platform);
      const isLasting = (kind === 'config' || kind === 'bandits') && changes === this.#changes;
      if (isLasting && grant) this.#ready.keep(request, answer, grant);
      sendAnswer(request, response, answer);
    } catch (cause) {
      // The caller broke off, or the socket did: there is nobody to tell.
      this.log.debug({ cause }, 'delivery broke off');
      response.destroy();
    }
  }

  #stream(request: IncomingMessage, response: ServerResponse, sdkKey: string, environmentId: string): void {
    if (this.#streams.isFull) {
      const busy = refuse(503, 'Too many streams are open here. Poll, or try again later.', { 'retry-after': '30' });
      return sendAnswer(request, response, busy);
    }
    const lastEventId = request.headers['last-event-id'];
    const newest = this.#entries.newestOf(environmentId);
    this.#streamKeys.set(response, sdkKey);
    this.#streams.open(environmentId, response, newest, typeof lastEventId === 'string' ? lastEventId : null);
  }

  /** All keys in use replace those that are held: what was read earlier must not come after what was read later. */
  readonly #loadKeys = inTurn(async () => {
    this.#keys.replace(await this.sdkKeys.listOpen());
    this.#forgetAnswers();
    this.#streams.closeWhere((response) => this.#keys.find(this.#streamKeys.get(response) ?? '') === null);
  });

  async #loadAll(): Promise<void> {
    for (const publication of await this.rulesets.listNewest()) this.#take(publication);
  }

  async #load(environmentId: string): Promise<void> {
    const publication = await this.rulesets.findNewest(environmentId);
    if (publication) this.#take(publication);
  }

  #take(publication: Parameters<PublishedEntries['put']>[0]): void {
    if (!this.#entries.put(publication)) return;
    this.#forgetAnswers();
    const { environmentId } = publication;
    const newest = this.#entries.newestOf(environmentId);
    if (newest) this.#streams.tell(environmentId, newest);
  }

  #forgetAnswers(): void {
    this.#changes += 1;
    this.#ready.clear();
  }

  /** What could not be loaded now is loaded a little later; until then the last good ones are served. */
  #inBackground(work: () => Promise<void>): void {
    work().catch((cause: unknown) => {
      this.log.error({ cause }, 'delivery could not load what was published');
      if (this.#isStopped) return;
      setTimeout(() => this.#inBackground(work), retryAfter).unref();
    });
  }
}
