import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AuditEventView,
  auditPage,
  auditQuery,
  type AuditQuery,
  auditVerification,
  type AuditVerification,
} from '@assay/api-contract';
import { Answers, type Page } from '../kernel/index.js';
import { Can, Who } from './access/access.decorator.js';
import type { Actor } from './access/actor.js';
import { AuditTrailService } from './audit-trail.service.js';

/** Stands here and not in audit/, since audit is below identity and knows nobody's permissions. */
@ApiTags('Audit')
@Controller('audit-events')
@Can('audit.view')
export class AuditTrailController {
  constructor(private readonly trail: AuditTrailService) {}

  @Get()
  @Answers(auditPage)
  list(@Who() who: Actor, @Query({ schema: auditQuery }) query: AuditQuery): Promise<Page<AuditEventView>> {
    return this.trail.list(who, query);
  }

  @Get('verification')
  @Answers(auditVerification)
  verify(@Who() who: Actor): Promise<AuditVerification> {
    return this.trail.verify(who);
  }
}
