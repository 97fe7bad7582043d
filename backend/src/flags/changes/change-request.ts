import type { ChangeRequestStatus, FlagChange } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';

/** A change of a flag that waits for somebody other than its author. */
export interface ChangeRequest {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly flagId: string;
  readonly status: ChangeRequestStatus;
  readonly note: string;
  readonly authorId: string;
  readonly authorName: string;
  /** Keys of the environments that asked for the approval. */
  readonly environments: readonly string[];
  /** The parts that it replaces, as they were. */
  readonly before: FlagChange;
  readonly change: FlagChange;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionNote: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A decision is made once. */
export function decide(
  request: ChangeRequest,
  status: Exclude<ChangeRequestStatus, 'pending'>,
  { by, at, note }: { readonly by: string; readonly at: Date; readonly note: string },
): ChangeRequest {
  if (request.status !== 'pending') {
    throw new Failure('conflict', `This request is ${request.status} already. Propose the change anew.`, {
      status: request.status,
    });
  }
  const decision = { status, decidedBy: by, decidedAt: at, decisionNote: note };
  return { ...request, ...decision, version: request.version + 1, updatedAt: at };
}
