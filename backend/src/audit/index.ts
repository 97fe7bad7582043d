export type { AuditActor, AuditEntry, AuditEvent } from './audit-event.js';
export type { AuditSearch } from './audit-event.store.js';
export { AuditModule } from './audit.module.js';
export { Audit } from './audit.service.js';
export { Outbox, type OutboxMessage } from './outbox.service.js';
