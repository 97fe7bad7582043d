import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { Jobs, type RunningJob } from '../jobs/index.js';
import { Clock, Failure } from '../kernel/index.js';
import { SecretStore } from '../secrets/index.js';
import { type Channel, type Delivery, keyNameOf, urlNameOf } from './channel.js';
import { ChannelStore } from './channel.store.js';
import { DeliveryStore } from './delivery.store.js';
import { post, PostFailure } from './post.js';
import { signatureHeaders } from './signature.js';
import { attemptsAtMost, deliverJob } from './teller.service.js';

interface Answer {
  readonly status: number | null;
  /** Null where the message was taken. */
  readonly error: string | null;
}

/** Sends messages, each until it is taken or has been tried often enough. A receiver may get one twice, after a crash. */
@Injectable()
export class Dispatcher implements OnModuleInit {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly channels: ChannelStore,
    private readonly deliveries: DeliveryStore,
    private readonly secrets: SecretStore,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.work(deliverJob, (job) => this.deliver(job));
  }

  /** One attempt. Rejects where another one makes sense. */
  async deliver({ organisationId, ids }: Pick<RunningJob, 'organisationId' | 'ids'>): Promise<void> {
    const found = await this.database.inOrganisation(organisationId, async (tx) => {
      const delivery = await this.deliveries.find(tx, ids['deliveryId'] ?? '');
      const channel = delivery && (await this.channels.find(tx, organisationId, delivery.channelId));
      return channel ? { delivery, channel } : null;
    });
    if (found === null || found.delivery.status !== 'waiting') return;
    const { delivery, channel } = found;
    const answer = await this.#send(channel, delivery);
    const after = await this.#note(delivery, channel, answer);
    if (after.status === 'waiting') throw new Failure('upstream_failed', answer.error ?? 'not taken');
  }

  async #send(channel: Channel, { id, event, body }: Delivery): Promise<Answer> {
    if (!channel.isEnabled && event !== 'channel.tried') return { status: null, error: 'The channel is switched off.' };
    const url = await this.secrets.access(urlNameOf(channel.id), channel.urlVersion);
    const keys = await Promise.all(
      channel.keyVersions.map((version) => this.secrets.access(keyNameOf(channel.id), version)),
    );
    try {
      const headers = signatureHeaders({ id, at: this.clock.now(), body }, keys);
      const status = await post({ url, headers, body }, this.config.NOTIFICATION_NETWORK);
      return { status, error: status >= 200 && status < 300 ? null : wordsOf(status) };
    } catch (problem) {
      if (!(problem instanceof PostFailure)) throw problem;
      return { status: null, error: problem.message };
    }
  }

  async #note(read: Delivery, { id, isEnabled }: Channel, { status, error }: Answer): Promise<Delivery> {
    const now = this.clock.now();
    return this.database.inOrganisation(read.organisationId, async (tx) => {
      const isGone = status === 410;
      const attempts = read.attempts + 1;
      const isLast = attempts >= attemptsAtMost || isGone || !isEnabled || read.event === 'channel.tried';
      const outcome = error === null ? 'delivered' : isLast ? 'failed' : 'waiting';
      const finishedAt = outcome === 'waiting' ? null : now;
      const after: Delivery = { ...read, attempts, responseStatus: status, error, status: outcome, finishedAt };
      await this.deliveries.save(tx, after);
      const channel = isGone && isEnabled ? await this.channels.find(tx, read.organisationId, id, true) : null;
      if (channel) {
        const problem = 'The receiver answered 410 Gone: it wants no more messages.';
        await this.channels.save(tx, { ...channel, isEnabled: false, problem, version: channel.version + 1 });
      }
      return after;
    });
  }
}

const wordsOf = (status: number): string =>
  status >= 300 && status < 400
    ? `The receiver answered ${status}, a redirect. Enter the address that it leads to.`
    : `The receiver answered ${status}.`;
