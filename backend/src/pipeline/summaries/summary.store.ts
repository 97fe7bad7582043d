import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { RunDiagnosticEntity, SummaryDayEntity, SummaryEntity, SummaryResplitEntity } from './summary.entity.js';
import {
  diagnostic,
  moments,
  resplitSummary,
  type DaySummary,
  type Diagnostic,
  type MomentsSummary,
  type ResplitSummary,
  type StepFindings,
} from './summary.js';

export interface SummaryOwner {
  readonly organisationId: string;
  readonly runId: string;
  readonly experimentId: string | null;
  readonly asOf: Date;
}

/** What leaves the warehouse and stays: sufficient statistics and diagnostics of each run. */
@Injectable()
export class SummaryStore {
  /** What a step found, in the transaction that ends the step. */
  async add(tx: Transaction, owner: SummaryOwner, step: string, found: StepFindings): Promise<void> {
    const { organisationId, runId } = owner;
    for (const rows of batches(found.moments)) {
      await tx.insert(
        SummaryEntity,
        rows.map(({ property, label, ...one }) => ({
          ...owner,
          ...one,
          population: 'all',
          property: property ?? '',
          label: label ?? '',
        })),
      );
    }
    for (const rows of batches(found.days)) {
      await tx.insert(
        SummaryDayEntity,
        rows.map((one) => ({ organisationId, runId, ...one })),
      );
    }
    for (const body of found.resplits) {
      const { metricId, variant } = body;
      await tx.insert(SummaryResplitEntity, { organisationId, runId, metricId, variant, body });
    }
    const bodies = found.diagnostics.map((body, i) => ({
      organisationId,
      runId,
      step: i === 0 ? step : `${step}_${i}`,
      body,
    }));
    if (bodies.length > 0) await tx.insert(RunDiagnosticEntity, bodies);
  }

  async remove(tx: Transaction, runId: string): Promise<void> {
    await tx.delete(SummaryEntity, { runId });
    await tx.delete(SummaryDayEntity, { runId });
    await tx.delete(SummaryResplitEntity, { runId });
    await tx.delete(RunDiagnosticEntity, { runId });
  }

  /** Moments of a run: over all subjects, or per label of one property. */
  async moments(tx: Transaction, runId: string, property: string | null): Promise<MomentsSummary[]> {
    const rows = await tx.find(SummaryEntity, {
      where: { runId, property: property ?? '' },
      order: { metricId: 'ASC', label: 'ASC', variation: 'ASC' },
    });
    return rows.map((row) => ({
      metricId: row.metricId,
      variation: row.variation,
      property: row.property || null,
      label: row.property ? row.label : null,
      moments: moments.parse(row.moments),
    }));
  }

  async days(tx: Transaction, runId: string, metricId: string): Promise<DaySummary[]> {
    const rows = await tx.find(SummaryDayEntity, {
      where: { runId, metricId },
      order: { day: 'ASC', variation: 'ASC' },
    });
    return rows.map((row) => ({
      metricId: row.metricId,
      variation: row.variation,
      day: row.day,
      moments: moments.parse(row.moments),
    }));
  }

  /** Random halves of a run's subjects: of every variant of every metric, or of one metric. */
  async resplits(tx: Transaction, runId: string, metricId: string | null = null): Promise<ResplitSummary[]> {
    const where = metricId === null ? { runId } : { runId, metricId };
    const rows = await tx.find(SummaryResplitEntity, { where, order: { metricId: 'ASC', variant: 'ASC' } });
    return rows.map((row) => resplitSummary.parse(row.body));
  }

  async diagnostics(tx: Transaction, runId: string): Promise<Diagnostic[]> {
    const rows = await tx.find(RunDiagnosticEntity, { where: { runId }, order: { step: 'ASC' } });
    return rows.map((row) => diagnostic.parse(row.body));
  }
}

/** A statement takes at most 65,535 parameters. */
const batches = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / 1000) }, (_, i) => rows.slice(i * 1000, (i + 1) * 1000));
