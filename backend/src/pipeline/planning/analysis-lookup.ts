import type { Transaction } from '../../database/index.js';
import type { AnalysisRequest } from './analysis-request.js';

export interface SubjectOfRun {
  readonly organisationId: string;
  readonly workspaceId: string;
  /** One of the two; the other is null. */
  readonly experimentId: string | null;
  readonly baselineId: string | null;
}

/** What a run is about, gathered from the domains below. */
export interface AnalysisSubject {
  readonly name: string;
  /** False where the rows carry no real time: no results by day. */
  readonly hasTimes: boolean;
  readonly request: AnalysisRequest;
}

/** Gathers the definitions of an experiment. Fails as `not_found` or `conflict` with what is missing. */
export abstract class AnalysisLookup {
  /** `now` bounds what placeholders in customer SQL stand for. */
  abstract get(tx: Transaction, of: SubjectOfRun, now: Date): Promise<AnalysisSubject>;
}
