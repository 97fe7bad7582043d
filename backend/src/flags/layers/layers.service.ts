import type { LayerInput, LayerUpdate, LayerView } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/index.js';
import { Database, type Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Clock, expectVersion, Failure, found, invalid, newId, type Page } from '../../kernel/index.js';
import { type FlagUse, FlagUseStore } from '../uses/flag-use.store.js';
import { isOver, type Layer } from './layer.js';
import { LayerStore } from './layer.store.js';

/** Layers, and who takes which part of them. */
@Injectable()
export class LayersService {
  constructor(
    private readonly database: Database,
    private readonly layers: LayerStore,
    private readonly uses: FlagUseStore,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  async list(who: Actor): Promise<Page<LayerView>> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const all = await this.layers.list(tx, who.workspaceId);
      const uses = await this.#uses(tx, who);
      return { items: all.map((layer) => viewOf(layer, uses)), next: null };
    });
  }

  async view(who: Actor, key: string): Promise<LayerView> {
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const layer = found(await this.layers.find(tx, who.workspaceId, key), 'layer', key);
      return viewOf(layer, await this.#uses(tx, who));
    });
  }

  async create(who: Actor, input: LayerInput): Promise<LayerView> {
    const at = this.clock.now();
    const { organisationId, workspaceId } = who;
    const place = { id: newId('lay', at), organisationId, workspaceId };
    const layer: Layer = { ...input, ...place, version: 1, createdAt: at, updatedAt: at };
    return this.database.inOrganisation(organisationId, async (tx) => {
      if (!(await this.layers.add(tx, layer))) {
        const message = `A layer "${input.key}" exists already. Choose another key.`;
        throw new Failure('conflict', message, { field: 'key' });
      }
      await this.#record(tx, who, 'created', null, layer);
      return viewOf(layer, []);
    });
  }

  async update(who: Actor, key: string, input: LayerUpdate, expected: number | null): Promise<LayerView> {
    if (input.key !== undefined && input.key !== key) {
      throw invalid('key', 'The key never changes, for it decides who is where. Make another layer.');
    }
    return this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.layers.find(tx, who.workspaceId, key, true), 'layer', key);
      expectVersion(before.version, expected);
      const { name, description } = input;
      const after: Layer = {
        ...before,
        name,
        description,
        version: before.version + 1,
        updatedAt: this.clock.now(),
      };
      await this.layers.save(tx, after);
      await this.#record(tx, who, 'updated', before, after);
      return viewOf(after, await this.#uses(tx, who));
    });
  }

  /** Only one that nobody uses, also not in an allocation that is over: its ruleset would say something else. */
  async remove(who: Actor, key: string, expected: number | null): Promise<void> {
    await this.database.inOrganisation(who.organisationId, async (tx) => {
      const before = found(await this.layers.find(tx, who.workspaceId, key, true), 'layer', key);
      expectVersion(before.version, expected);
      const uses = (await this.uses.listAll(tx, who.workspaceId)).filter((use) => use.content.layer?.key === key);
      if (uses.length > 0) {
        const names = uses.map(({ flag, environment }) => `${flag} in ${environment}`).join(', ');
        throw new Failure('conflict', `The layer is used by ${names}. Take it out of these allocations first.`, {
          uses: uses.length,
        });
      }
      await this.layers.remove(tx, before.id);
      await this.#record(tx, who, 'deleted', before, null);
    });
  }

  async #uses(tx: Transaction, who: Actor): Promise<FlagUse[]> {
    const now = this.clock.now();
    return (await this.uses.listAll(tx, who.workspaceId)).filter(({ content }) => !isOver(content, now));
  }

  async #record(
    tx: Transaction,
    who: Actor,
    verb: 'created' | 'updated' | 'deleted',
    before: Layer | null,
    after: Layer | null,
  ): Promise<void> {
    const { id, name } = (after ?? before)!;
    const views = { before: before && viewOf(before, []), after: after && viewOf(after, []) };
    await this.audit.append(tx, { actor: who, action: `layer.${verb}`, target: { kind: 'layer', id, name }, ...views });
  }
}

const viewOf = (layer: Layer, uses: readonly FlagUse[]): LayerView => ({
  id: layer.id,
  key: layer.key,
  name: layer.name,
  description: layer.description,
  uses: uses
    .flatMap(({ flag, environment, allocation, isEnabled, content: { layer: part } }) =>
      part?.key === layer.key ? [{ flag, environment, allocation, isEnabled, start: part.start, end: part.end }] : [],
    )
    .sort((a, b) => a.start - b.start),
  version: layer.version,
  createdAt: layer.createdAt.toISOString(),
  updatedAt: layer.updatedAt.toISOString(),
});
