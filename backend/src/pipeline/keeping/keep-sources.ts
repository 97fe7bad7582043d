import type { AnalysisRequest } from '../planning/analysis-request.js';
import { keepSource, NotKept, type KeptReading, type Upkeep } from './keep-source.js';
import type { SourceToKeep } from './source-to-keep.js';

/** What an analysis reads instead of its sources. */
export interface KeptReadings {
  readonly readings: readonly KeptReading[];
  /** Rows before this instant are in all of them; what an analysis says is of no later time. */
  readonly until: string;
}

/** Bring the kept rows of several sources up to date. One that fails is left out: it is read itself. */
export const keepSources = async (upkeep: Upkeep, sources: readonly SourceToKeep[]): Promise<KeptReadings> => {
  const readings: KeptReading[] = [];
  let until = upkeep.now;
  for (const source of sources) {
    try {
      const reading = await keepSource(upkeep, source);
      readings.push(reading);
      // A source that is needed up to an earlier time only does not hold the others back.
      const short = Date.parse(reading.until) < Math.min(Date.parse(source.need.until), Date.parse(until));
      if (short) until = reading.until;
    } catch (problem) {
      if (!(problem instanceof NotKept)) throw problem;
    }
  }
  return { readings, until };
};

/** The analysis with kept rows in place of the sources that have some. */
export const withKept = (request: AnalysisRequest, { readings }: Pick<KeptReadings, 'readings'>): AnalysisRequest => {
  const kept = new Map(readings.map((one) => [one.sourceId, one]));
  const read = <T extends { readonly id: string; readonly sql: string; readonly partitionColumn: string | null }>(
    source: T,
  ): T => {
    const reading = kept.get(source.id);
    return reading ? { ...source, sql: reading.sql, partitionColumn: null } : source;
  };
  return { ...request, assignmentSource: read(request.assignmentSource), factSources: request.factSources.map(read) };
};
