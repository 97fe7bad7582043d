import type { Transaction } from '../../database/index.js';
import type { AnalysisRequest, PlanConnection } from './analysis-request.js';

/** Where kept tables lie; another place has other tables. */
export interface KeepingPlace {
  readonly connection: PlanConnection;
  /** What tells one warehouse from another: the settings of the connection. */
  readonly address: object;
}

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
  /** Placeholders in customer SQL are left as they are. */
  readonly request: AnalysisRequest;
  /** Where rows of its sources are kept between refreshes; null = they are not. */
  readonly keeping: KeepingPlace | null;
  /** Where it is remembered what was published of it; null = results are published whatever changed. */
  readonly comparing: KeepingPlace | null;
}

/** Gathers the definitions of an experiment. Fails as `not_found` or `conflict` with what is missing. */
export abstract class AnalysisLookup {
  /** `now` is where a baseline ends. */
  abstract get(tx: Transaction, of: SubjectOfRun, now: Date): Promise<AnalysisSubject>;
}
