import type {
  ChannelCreated,
  ChannelInput,
  ChannelUpdate,
  ChannelView,
  NotificationDeliveryView,
  PageQuery,
} from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { Database, type Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import { Clock, decodeCursor, expectVersion, Failure, found, newId, type Page, pageOf } from '../kernel/index.js';
import { SecretStore } from '../secrets/index.js';
import { type Channel, channelViewOf, deliveryViewOf, keyNameOf, urlNameOf } from './channel.js';
import { ChannelStore } from './channel.store.js';
import { DeliveryStore } from './delivery.store.js';
import { newSigningKey } from './signature.js';
import { Teller } from './teller.service.js';

const channelsAtMost = 50;

/** Channels of an organisation, and what was sent to them. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelStore,
    private readonly deliveries: DeliveryStore,
    private readonly teller: Teller,
    private readonly secrets: SecretStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list({ organisationId }: Actor): Promise<Page<ChannelView>> {
    return this.database.inOrganisation(organisationId, async (tx) => {
      const newest = await this.deliveries.newest(tx, organisationId);
      const channels = await this.channels.list(tx, organisationId);
      return { items: channels.map((one) => channelViewOf(one, newest.get(one.id) ?? null)), next: null };
    });
  }

  async view({ organisationId }: Actor, id: string): Promise<ChannelView> {
    return this.database.inOrganisation(organisationId, async (tx) =>
      this.#viewIn(tx, await this.#get(tx, organisationId, id)),
    );
  }

  /** Answers with the key that signs, this once. The channel is told what happens from now on. */
  async create(who: Actor, { url, ...input }: ChannelInput): Promise<ChannelCreated> {
    const at = this.clock.now();
    const { organisationId } = who;
    const id = newId('ntc', at);
    const key = input.kind === 'webhook' ? newSigningKey() : null;
    const urlVersion = await this.secrets.put(urlNameOf(id), url);
    try {
      const keyVersions = key === null ? [] : [await this.secrets.put(keyNameOf(id), key)];
      return await this.database.inOrganisation(organisationId, async (tx) => {
        if ((await this.channels.list(tx, organisationId)).length >= channelsAtMost) {
          const message = `An organisation has at most ${channelsAtMost} channels. Delete one that nobody needs.`;
          throw new Failure('conflict', message, { limit: channelsAtMost });
        }
        const stored = { host: new URL(url).host, urlVersion, keyVersions, problem: null };
        const position = await this.audit.position(tx, organisationId);
        const times = { version: 1, createdAt: at, updatedAt: at };
        const channel: Channel = { id, organisationId, ...input, ...stored, position, ...times };
        await this.channels.save(tx, channel);
        await this.#record(tx, who, 'created', null, channel);
        return { ...channelViewOf(channel, null), key };
      });
    } catch (thrown) {
      await this.#forget(id);
      throw thrown;
    }
  }

  /** Switched on again, a channel is told what happens from then on. */
  async update(
    who: Actor,
    id: string,
    { url, ...input }: ChannelUpdate,
    expected: number | null,
  ): Promise<ChannelView> {
    const { organisationId } = who;
    const known = await this.view(who, id);
    const urlVersion = url === undefined ? null : await this.secrets.put(urlNameOf(id), url);
    let old: string | null = null;
    try {
      const view = await this.database.inOrganisation(organisationId, async (tx) => {
        const before = await this.#get(tx, organisationId, id, true);
        expectVersion(before.version, expected);
        const position =
          input.isEnabled && !before.isEnabled ? await this.audit.position(tx, organisationId) : before.position;
        const place = url === undefined || urlVersion === null ? {} : { host: new URL(url).host, urlVersion };
        const changed = { problem: null, version: before.version + 1, updatedAt: this.clock.now() };
        const after: Channel = { ...before, ...input, ...place, position, ...changed };
        await this.channels.save(tx, after);
        await this.#record(tx, who, 'updated', before, after);
        old = urlVersion === null ? null : before.urlVersion;
        return { ...channelViewOf(after, null), lastDelivery: known.lastDelivery };
      });
      if (old !== null) await this.secrets.destroy(urlNameOf(id), old);
      return view;
    } catch (thrown) {
      if (urlVersion !== null && old === null) await this.secrets.destroy(urlNameOf(id), urlVersion);
      throw thrown;
    }
  }

  /** Signs with a new key beside the one before it, which ends at the next rotation. */
  async rotate(who: Actor, id: string, expected: number | null): Promise<ChannelCreated> {
    const { kind } = await this.view(who, id);
    if (kind !== 'webhook') throw new Failure('conflict', 'Messages to this kind of channel are not signed.', { kind });
    const key = newSigningKey();
    const version = await this.secrets.put(keyNameOf(id), key);
    let ended: readonly string[] = [version];
    try {
      return await this.database.inOrganisation(who.organisationId, async (tx) => {
        const before = await this.#get(tx, who.organisationId, id, true);
        expectVersion(before.version, expected);
        const keyVersions = [version, ...before.keyVersions.slice(0, 1)];
        const after = { ...before, keyVersions, version: before.version + 1, updatedAt: this.clock.now() };
        await this.channels.save(tx, after);
        await this.#record(tx, who, 'key_rotated', before, after);
        ended = before.keyVersions.slice(1);
        return { ...(await this.#viewIn(tx, after)), key };
      });
    } finally {
      for (const one of ended) await this.secrets.destroy(keyNameOf(id), one);
    }
  }

  async remove(who: Actor, id: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = await this.#get(tx, who.organisationId, id, true);
      expectVersion(before.version, expected);
      await this.channels.remove(tx, id);
      await this.#record(tx, who, 'deleted', before, null);
    });
    await this.#forget(id);
  }

  /** Sends a message that says so, also to a channel that is switched off. Tried once. */
  async try(who: Actor, id: string): Promise<NotificationDeliveryView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const channel = await this.#get(tx, who.organisationId, id);
      const text = `A message to try the channel “${channel.name}”, sent by ${who.name}`;
      const news = { event: 'channel.tried', at: this.clock.now(), text, url: null, data: {} } as const;
      const [delivery] = await this.teller.tell(tx, channel, [news]);
      return deliveryViewOf(delivery!);
    });
  }

  async listDeliveries(who: Actor, id: string, { cursor, limit }: PageQuery): Promise<Page<NotificationDeliveryView>> {
    const [after = null] = decodeCursor(cursor) ?? [];
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.#get(tx, who.organisationId, id);
      const rows = await this.deliveries.list(tx, id, limit + 1, after);
      return pageOf(rows.map(deliveryViewOf), limit, (delivery) => [delivery.id]);
    });
  }

  /** Tries a message again that was given up. */
  async retry(who: Actor, id: string, deliveryId: string): Promise<NotificationDeliveryView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      await this.#get(tx, who.organisationId, id);
      const before = await this.deliveries.find(tx, deliveryId, true);
      const delivery = found(before?.channelId === id ? before : null, 'delivery', deliveryId);
      if (delivery.status !== 'failed') {
        throw new Failure('conflict', 'Only a message that was given up is sent again.', { status: delivery.status });
      }
      const after = { ...delivery, status: 'waiting', attempts: 0, finishedAt: null } as const;
      await this.deliveries.save(tx, after);
      await this.teller.send(tx, after);
      return deliveryViewOf(after);
    });
  }

  async #get(tx: Transaction, organisationId: string, id: string, lock = false): Promise<Channel> {
    return found(await this.channels.find(tx, organisationId, id, lock), 'notification channel', id);
  }

  async #viewIn(tx: Transaction, channel: Channel): Promise<ChannelView> {
    const [last] = await this.deliveries.list(tx, channel.id, 1, null);
    return channelViewOf(channel, last ?? null);
  }

  async #forget(id: string): Promise<void> {
    await this.secrets.destroy(urlNameOf(id));
    await this.secrets.destroy(keyNameOf(id));
  }

  async #record(
    tx: Transaction,
    who: Actor,
    verb: string,
    before: Channel | null,
    after: Channel | null,
  ): Promise<void> {
    const { id, name } = (after ?? before)!;
    await this.audit.append(tx, {
      actor: who,
      action: `notification_channel.${verb}`,
      target: { kind: 'notification_channel', id, name },
      before: before && channelViewOf(before, null),
      after: after && channelViewOf(after, null),
    });
  }
}
