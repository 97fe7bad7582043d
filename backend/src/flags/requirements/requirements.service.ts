import type { AllocationInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import type { Actor } from '../../identity/index.js';
import { Failure, type FieldError } from '../../kernel/index.js';
import { inlineAudiences } from '../audiences/audience.js';
import { AudienceStore } from '../audiences/audience.store.js';
import type { Environment } from '../environments/environment.js';
import { EnvironmentsService } from '../environments/environments.service.js';
import type { Flag } from '../flag.js';
import { FlagStore } from '../flag.store.js';
import { withHoldouts } from '../holdouts/holdout.js';
import { HoldoutStore } from '../holdouts/holdout.store.js';
import { type PublishedFlag, writeFlags } from '../ufc.js';
import { FlagUseStore } from '../uses/flag-use.store.js';
import { NotSayable } from './cubes.js';

const deepest = 3;

/** Flags of one environment as a change would leave them. */
interface Scene {
  readonly environment: Environment;
  readonly find: (key: string) => Promise<Flag | null>;
  readonly publish: (flag: Flag, allocations: readonly AllocationInput[]) => PublishedFlag;
}

/** What flags require of each other: that it is there, has no circle, and can be written in rules that all clients read. */
@Injectable()
export class Requirements {
  constructor(
    private readonly flags: FlagStore,
    private readonly environments: EnvironmentsService,
    private readonly audiences: AudienceStore,
    private readonly holdouts: HoldoutStore,
    private readonly uses: FlagUseStore,
  ) {}

  /** Everything that is wrong with requirements of a flag, and of those that require it, in the environments named. */
  async check(
    tx: Transaction,
    who: Actor,
    after: Flag,
    touched: readonly string[],
    prefix: (environment: string) => string,
  ): Promise<FieldError[]> {
    const uses = await this.uses.list(tx, who.workspaceId, { requires: [{ flag: after.key }] });
    const dependents = uses.filter((use) => use.flag !== after.key);
    const concerned = (await this.environments.listIn(tx, who)).filter(({ key }) => {
      const requires = allocationsIn(after, key).some((one) => one.requires.length > 0);
      return (requires && touched.includes(key)) || dependents.some((use) => use.environment === key);
    });
    if (concerned.length === 0) return [];
    // One change at a time, so that two which are right by themselves are not wrong together.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`requirements of ${who.workspaceId}`]);
    const errors: FieldError[] = [];
    for (const environment of concerned) {
      const scene = await this.#scene(tx, who, after, environment);
      const own = touched.includes(environment.key) ? await this.#ofFlag(scene, after) : [];
      const theirs: FieldError[] = [];
      for (const key of new Set(
        dependents.filter((use) => use.environment === environment.key).map((use) => use.flag),
      )) {
        const flag = await scene.find(key);
        const [first] = flag ? await this.#ofFlag(scene, flag) : [];
        const message = `"${key}" requires this flag in ${environment.key}: ${first?.message ?? ''}`;
        if (first) theirs.push({ path: 'allocations', message });
      }
      errors.push(
        ...[...own, ...theirs].map(({ path, message }) => ({ path: prefix(environment.key) + path, message })),
      );
    }
    return errors;
  }

  /** Refuses to archive a flag that others require. */
  async expectUnused(tx: Transaction, { workspaceId }: Actor, { key }: Flag): Promise<void> {
    const uses = await this.uses.list(tx, workspaceId, { requires: [{ flag: key }] });
    const others = uses.filter(({ flag }) => flag !== key);
    if (others.length === 0) return;
    const names = others.map(({ flag, environment, allocation }) => `${allocation} of ${flag} in ${environment}`);
    const message = `The flag is required by ${names.join(', ')}. Take it out there first, or turn it off.`;
    throw new Failure('conflict', message, { uses: others.length });
  }

  async #scene(tx: Transaction, who: Actor, after: Flag, environment: Environment): Promise<Scene> {
    const environments = await this.environments.listIn(tx, who);
    const audiences = await this.audiences.listOf(tx, environment.id);
    const holdouts = await this.holdouts.listOf(tx, environment.id);
    const found = new Map<string, Flag | null>([[after.key, after]]);
    const find = async (key: string): Promise<Flag | null> => {
      if (!found.has(key)) {
        const flag = await this.flags.find(tx, key, environments, { workspaceId: who.workspaceId });
        found.set(key, flag?.archivedAt === null ? flag : null);
      }
      return found.get(key) ?? null;
    };
    // As if it were on: what is only prepared must be right when it is turned on.
    const publish = ({ key, type, variations }: Flag, allocations: readonly AllocationInput[]): PublishedFlag => ({
      ...{ key, type, variations, isEnabled: true },
      allocations: withHoldouts(inlineAudiences(allocations, audiences), holdouts),
    });
    return { environment, find, publish };
  }

  async #ofFlag(scene: Scene, flag: Flag): Promise<FieldError[]> {
    const errors: FieldError[] = [];
    const allocations = allocationsIn(flag, scene.environment.key);
    for (const [at, allocation] of allocations.entries()) {
      if (allocation.requires.length === 0) continue;
      const path = `allocations.${at}.requires`;
      const missing = await missingIn(scene, flag, allocation, path);
      errors.push(...missing);
      if (missing.length > 0) continue;
      try {
        const needed = await this.#needed(scene, allocation, [flag.key]);
        const alone = scene.publish(flag, [allocation]);
        writeFlags([...new Map([...needed, alone].map((one) => [one.key, one])).values()]);
      } catch (problem) {
        if (!(problem instanceof NotSayable)) throw problem;
        errors.push({ path, message: `This cannot be written in rules that every SDK reads: ${problem.message}.` });
      }
    }
    return errors;
  }

  /** Every flag that an allocation requires, and what those require. */
  async #needed(scene: Scene, { requires }: AllocationInput, before: readonly string[]): Promise<PublishedFlag[]> {
    const found: PublishedFlag[] = [];
    for (const { flag: key } of requires) {
      const path = [...before, key];
      if (before.includes(key)) throw new NotSayable(`the flags require each other, ${path.join(' → ')}`);
      if (before.length > deepest) {
        throw new NotSayable(`flags require each other at most ${deepest} deep, and this is ${path.join(' → ')}`);
      }
      const flag = await scene.find(key);
      if (flag === null) continue;
      const allocations = allocationsIn(flag, scene.environment.key);
      for (const one of allocations) found.push(...(await this.#needed(scene, one, path)));
      found.push(scene.publish(flag, allocations));
    }
    return found;
  }
}

const allocationsIn = ({ environments }: Flag, environment: string): readonly AllocationInput[] =>
  environments.find((one) => one.environment === environment)?.allocations ?? [];

/** What an allocation requires and is not there. */
async function missingIn(
  { find }: Scene,
  { key }: Flag,
  { kind, requires }: AllocationInput,
  path: string,
): Promise<FieldError[]> {
  if (kind === 'default') {
    return [{ path, message: 'The default takes everybody who is left: require nothing or make it a gate.' }];
  }
  const errors: FieldError[] = [];
  for (const [nth, { flag: needed, variations }] of requires.entries()) {
    const refuse = (field: string, message: string): void => {
      errors.push({ path: `${path}.${nth}.${field}`, message });
    };
    const flag = await find(needed);
    const known = flag?.variations.map((one) => one.key) ?? [];
    const unknown = variations.find((one) => !known.includes(one));
    if (needed === key) refuse('flag', 'A flag cannot require itself. Choose another.');
    else if (flag === null) refuse('flag', `There is no flag "${needed}" in use here. Choose another.`);
    else if (requires.findIndex((one) => one.flag === needed) < nth) refuse('flag', `"${needed}" is listed twice.`);
    else if (unknown !== undefined) {
      refuse('variations', `"${needed}" has no variation "${unknown}". It has: ${known.join(', ')}.`);
    }
  }
  return errors;
}
