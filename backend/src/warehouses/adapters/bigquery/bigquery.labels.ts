import type { QueryTag } from '../../port.js';

/** Labels of a job: they stand in INFORMATION_SCHEMA.JOBS and in the billing export. */
export function labelsOf(tag: QueryTag, digest: string): Readonly<Record<string, string>> {
  const parts: readonly (readonly [string, string | null | undefined])[] = [
    ['application', 'assay'],
    ['organisation', tag.organisationId],
    ['purpose', tag.purpose],
    ['experiment', tag.experimentId],
    ['run', tag.runId],
    ['statement', digest.slice(0, 16)],
  ];
  return Object.fromEntries(parts.filter(([, value]) => value).map(([key, value]) => [key, labelled(value ?? '')]));
}

/** BigQuery: at most 63 lower-case letters, digits, `_` and `-` (Requirements for labels, 2026-11). */
const labelled = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_')
    .slice(0, 63);
