import { Injectable } from '@nestjs/common';
import type { FindOptionsWhere } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import { RunDiagnosticEntity, SummaryDayEntity, SummaryEntity, SummaryResplitEntity } from './summary.entity.js';
import {
  diagnostic,
  exposureEpoch,
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
          population: property === exposureEpoch ? 'epoch' : 'all',
          property: property === exposureEpoch ? '' : (property ?? ''),
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
    const rows = await this.#moments(tx, { runId, population: 'all', property: property ?? '' });
    return rows.map((row) => ({ ...row, property, label: property === null ? null : row.label }));
  }

  /** Moments of a run in each epoch of the weights; none where these never changed. */
  async epochs(tx: Transaction, runId: string): Promise<MomentsSummary[]> {
    return this.#moments(tx, { runId, population: 'epoch' });
  }

  async #moments(tx: Transaction, where: FindOptionsWhere<SummaryEntity>): Promise<MomentsSummary[]> {
    const rows = await tx.find(SummaryEntity, { where, order: { metricId: 'ASC', label: 'ASC', variation: 'ASC' } });
    return rows.map(({ metricId, variation, label, moments: body }) => ({
      ...{ metricId, variation, property: exposureEpoch, label },
      moments: moments.parse(body),
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
