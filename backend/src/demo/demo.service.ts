import { demoEffects, type Visitor } from '@assay/demo-data';
import { compile, evaluate } from '@assay/flag-evaluation';
import { Inject, Injectable } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CONFIG, type Config } from '../config/index.js';
import { Database } from '../database/index.js';
import { ExperimentsService } from '../experiments/index.js';
import { compileRegex, EnvironmentsService, FlagsService, SdkKeysService, writeFlag } from '../flags/index.js';
import { type Actor, OrganisationsService, systemActor } from '../identity/index.js';
import { Clock } from '../kernel/index.js';
import { DefinitionsService, FactSourcesService } from '../metrics/index.js';
import { RunsService } from '../pipeline/index.js';
import { ConnectionLookup, ConnectionsService, INTERNAL_TOKEN } from '../warehouses/index.js';
import * as definitions from './demo-definitions.js';
import { checkout, checkoutExperimentKey, demoFlags } from './demo-flags.js';
import { writeDemoWarehouse } from './seed-warehouse.js';

const day = 86_400_000;
const visitors = 12_000;
const experimentDays = 12;
const historyDays = 14;

/** Settings of the sample application, by the names of its environment. */
export type ShopSettings = Readonly<Record<string, string>>;

/** Fills an empty install with a decided and a live experiment. Everything goes through the services that people use. */
@Injectable()
export class DemoService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(INTERNAL_TOKEN) private readonly token: string,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organisations: OrganisationsService,
    private readonly connections: ConnectionsService,
    private readonly connectionLookup: ConnectionLookup,
    private readonly flags: FlagsService,
    private readonly environments: EnvironmentsService,
    private readonly sdkKeys: SdkKeysService,
    private readonly definitionsService: DefinitionsService,
    private readonly factSources: FactSourcesService,
    private readonly experiments: ExperimentsService,
    private readonly runs: RunsService,
  ) {}

  /** Seeds the workspace unless it has a warehouse already; returns the sample application's settings. */
  async prepare(organisationId: string, say: (line: string) => void): Promise<ShopSettings | null> {
    const { items } = await this.organisations.listWorkspaces(systemActor('demo', organisationId, ''));
    const workspaceId = items[0]?.id ?? '';
    const who = systemActor('demo', organisationId, workspaceId);
    const known = await this.database.inOrganisation(organisationId, (tx) =>
      this.connectionLookup.findOfWorkspace(tx, workspaceId),
    );
    if (known === null) await this.#seed(who, say);
    return this.#shopSettings(who);
  }

  async #seed(who: Actor, say: (line: string) => void): Promise<void> {
    say('Writing the demo shop: 12,000 visitors and a published experiment …');
    await this.#makeFlags(who);
    const from = this.#from();
    const path = await this.#writeWarehouse(from);
    await this.connections.create(who, {
      name: 'Demo warehouse',
      settings: { kind: 'duckdb', path },
      scratchSchema: 'assay_scratch',
    });
    say('Defining sources and metrics …');
    const decided = await this.#makeEmailExperiment(who);
    const live = await this.#makeShopExperiment(who, from);
    say('Analysing …');
    await this.#refresh(who, decided);
    await this.experiments.conclude(who, decided, {
      outcome: 'negative',
      rolledOut: null,
      notes: 'Answers fall by almost half when the sender cannot vote for the legislator.',
    });
    await this.#refresh(who, live);
  }

  /** Start of the live experiment: a midnight twelve days ago. */
  #from(): string {
    const today = Math.floor(this.clock.now().getTime() / day) * day;
    return new Date(today - experimentDays * day).toISOString();
  }

  async #makeFlags(who: Actor): Promise<void> {
    await this.environments.list(who);
    for (const { flag, production } of demoFlags) {
      await this.flags.create(who, flag);
      await this.flags.setEnvironment(who, flag.key, 'production', production, null);
    }
  }

  async #writeWarehouse(from: string): Promise<string> {
    const path = resolve(this.config.DATA_DIR, 'demo-warehouse.duckdb');
    await mkdir(resolve(this.config.DATA_DIR), { recursive: true });
    for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
    const csv = fileURLToPath(import.meta.resolve('@assay/demo-data/datasets/legislator-emails.csv'));
    const shop = {
      seed: 20_261_122,
      visitors,
      from,
      days: (this.clock.now().getTime() - Date.parse(from)) / day,
      historyDays,
      control: checkout.control,
      treatment: checkout.treatment,
      effects: demoEffects,
      assign: this.#assigner(),
    };
    await writeDemoWarehouse(path, shop, csv);
    return path;
  }

  /** What the flag gives a visitor: the same decision as the sample application's SDK. */
  #assigner() {
    const { flag, production } = demoFlags.find((one) => one.flag.key === checkout.flag) as (typeof demoFlags)[number];
    const { key, type, variations } = flag;
    const written = writeFlag({ key, type, variations, ...production });
    const now = this.clock.now();
    const ruleset = compile(
      {
        createdAt: now.toISOString(),
        format: 'SERVER',
        environment: { name: 'production' },
        flags: { [key]: written },
      },
      { compileRegex },
    );
    return ({ subject, country, platform }: Visitor) => {
      const { variationKey, allocationKey } = evaluate(ruleset, key, 'STRING', {
        key: subject,
        attributes: { country, platform },
        now: now.getTime(),
      });
      if (variationKey === null || allocationKey !== checkout.allocation) return null;
      return {
        experiment: checkoutExperimentKey,
        featureFlag: key,
        allocation: allocationKey,
        variation: variationKey,
      };
    };
  }

  async #makeEmailExperiment(who: Actor): Promise<string> {
    const { id: entityId } = await this.definitionsService.create(who, 'entity', definitions.legislator);
    const source = await this.definitionsService.create(
      who,
      'assignment_source',
      definitions.emailAssignments(entityId),
    );
    const responses = await this.factSources.create(who, definitions.emailResponses(entityId));
    const factId = responses.body.facts[0]?.id ?? '';
    const metric = await this.definitionsService.create(who, 'metric', definitions.emailMetric(entityId, factId));
    const { id } = await this.experiments.create(who, definitions.emailExperiment(source.id, metric.id));
    await this.experiments.start(who, id);
    return id;
  }

  async #makeShopExperiment(who: Actor, from: string): Promise<string> {
    const { id: entityId } = await this.definitionsService.create(who, 'entity', definitions.visitor);
    const source = await this.definitionsService.create(
      who,
      'assignment_source',
      definitions.shopAssignments(entityId),
    );
    const sources = [
      await this.factSources.create(who, definitions.shopOrders(entityId)),
      await this.factSources.create(who, definitions.shopPageViews(entityId)),
    ];
    const facts = Object.fromEntries(
      sources.flatMap(({ body }) => body.facts.map(({ name, id }) => [name, id])),
    ) as definitions.FactIds;
    const metricIds: string[] = [];
    for (const body of definitions.shopMetrics(entityId, facts)) {
      metricIds.push((await this.definitionsService.create(who, 'metric', body)).id);
    }
    const { id } = await this.experiments.create(who, definitions.shopExperiment(source.id, metricIds, from));
    await this.experiments.start(who, id);
    return id;
  }

  /** Waits for the run: the first page has results when it opens. */
  async #refresh(who: Actor, experimentId: string): Promise<void> {
    const { id } = await this.runs.requestRun(who, experimentId, 'start');
    for (let waited = 0; waited < 120_000; waited += 100) {
      const { status } = await this.runs.getRun(who, id);
      if (!['queued', 'running'].includes(status)) return;
      await sleep(100);
    }
  }

  /** The key is shown once, so the sample application's is kept beside the demo warehouse. */
  async #shopSettings(who: Actor): Promise<ShopSettings | null> {
    const connection = await this.database.inOrganisation(who.organisationId, (tx) =>
      this.connectionLookup.findOfWorkspace(tx, who.workspaceId),
    );
    if (connection?.settings.kind !== 'duckdb' || connection.name !== 'Demo warehouse') return null;
    const base = `http://127.0.0.1:${this.config.PORT}`;
    return {
      ASSAY_BASE_URL: `${base}/api`,
      ASSAY_SDK_KEY: await this.#shopKey(who),
      SHOP_SINK_URL: `${base}/internal/v1/sink/${connection.id}`,
      SHOP_SINK_TOKEN: this.token,
    };
  }

  async #shopKey(who: Actor): Promise<string> {
    const file = join(this.config.DATA_DIR, 'shop-sdk.key');
    if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
    const { key } = await this.sdkKeys.create(who, { name: 'Sample shop', environment: 'production', kind: 'server' });
    await writeFile(file, key, { mode: 0o600 });
    return key;
  }
}
