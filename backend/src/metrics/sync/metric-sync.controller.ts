import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  metricExport,
  type MetricExport,
  metricSyncPage,
  metricSyncPayload,
  metricSyncQuery,
  type MetricSyncQuery,
  metricSyncView,
  type MetricSyncView,
  pageQuery,
  type PageQuery,
} from '@assay/api-contract';
import type { CertifiedPayload } from '@assay/definitions';
import type { FastifyReply } from 'fastify';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, Clock, type Page } from '../../kernel/index.js';
import { MetricExportService } from './metric-export.service.js';
import { metricSyncViewOf } from './metric-sync.js';
import { MetricSyncService } from './metric-sync.service.js';

/** Metrics as code, in the wire format and at the paths of the public sync client. */
@ApiTags('Metrics as code')
@Controller('metrics')
export class MetricSyncController {
  constructor(
    private readonly syncs: MetricSyncService,
    private readonly exporting: MetricExportService,
    private readonly clock: Clock,
  ) {}

  /** Applies the payload, all or nothing, and answers with what changed. */
  @Post('sync')
  @Can('metric.certify')
  @HttpCode(200)
  @Answers(metricSyncView)
  async sync(
    @Who() who: Actor,
    @Query({ schema: metricSyncQuery }) { allow_upgrades, dry_run }: MetricSyncQuery,
    @Body({ schema: metricSyncPayload }) payload: CertifiedPayload,
  ): Promise<MetricSyncView> {
    if (!dry_run) return metricSyncViewOf(await this.syncs.syncNow(who, payload, allow_upgrades));
    const changes = await this.syncs.tryOut(who, payload, allow_upgrades);
    const at = this.clock.now().toISOString();
    return {
      id: null,
      sync_tag: payload.sync_tag,
      status: 'success',
      reference_url: payload.reference_url ?? null,
      changes: [...changes],
      errors: [],
      requested_by: who.name,
      requested_at: at,
      finished_at: at,
    };
  }

  /** Leaves the payload for the worker; poll `GET /metrics/sync/{id}`. 304 = it is what this tag synced last. */
  @Post('sync/async')
  @Can('metric.certify')
  @HttpCode(202)
  @Answers(metricSyncView.optional(), 202)
  async start(
    @Who() who: Actor,
    @Query({ schema: metricSyncQuery.omit({ dry_run: true }) })
    { allow_upgrades }: Pick<MetricSyncQuery, 'allow_upgrades'>,
    @Body({ schema: metricSyncPayload }) payload: CertifiedPayload,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MetricSyncView | undefined> {
    const sync = await this.syncs.request(who, payload, allow_upgrades);
    if (sync) return metricSyncViewOf(sync);
    void reply.status(304);
    return undefined;
  }

  @Get('sync')
  @Can('definition.view')
  @Answers(metricSyncPage)
  async list(@Who() who: Actor, @Query({ schema: pageQuery }) page: PageQuery): Promise<Page<MetricSyncView>> {
    const { items, next } = await this.syncs.list(who, page);
    return { items: items.map(metricSyncViewOf), next };
  }

  @Get('sync/:id')
  @Can('definition.view')
  @Answers(metricSyncView)
  async get(@Who() who: Actor, @Param('id') id: string): Promise<MetricSyncView> {
    return metricSyncViewOf(await this.syncs.get(who, id));
  }

  /** Every fact source and metric as a payload, to begin a repository with. */
  @Get('export')
  @Can('definition.view')
  @Answers(metricExport)
  export(@Who() who: Actor): Promise<MetricExport> {
    return this.exporting.export(who);
  }
}
