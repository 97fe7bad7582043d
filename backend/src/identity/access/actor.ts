import type { Role } from '@assay/api-contract';

/** Who does something: the value behind `@Who()`, and the first thing every use case takes. */
export interface Actor {
  readonly kind: 'person' | 'api_key' | 'system';
  /** Id of the person or key; for the product's own automation its name. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly organisationId: string;
  /** The workspace of this request: the header Assay-Workspace, else the organisation's first. */
  readonly workspaceId: string;
  /** For a person: the session that carried the request. */
  readonly sessionId: string | null;
}

/** The product itself acting, as named automation: seeds, guarded roll-outs. Audited under that name. */
export const systemActor = (name: string, organisationId: string, workspaceId: string): Actor => ({
  kind: 'system',
  id: name,
  name,
  role: 'admin',
  organisationId,
  workspaceId,
  sessionId: null,
});
