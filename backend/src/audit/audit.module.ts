import { Global, Module } from '@nestjs/common';
import { AuditEventStore } from './audit-event.store.js';
import { Audit } from './audit.service.js';
import { Outbox } from './outbox.service.js';

@Global()
@Module({ providers: [AuditEventStore, Audit, Outbox], exports: [Audit, Outbox] })
export class AuditModule {}
