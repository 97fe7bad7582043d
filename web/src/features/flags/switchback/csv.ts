import type { SwitchbackSchedule } from '@assay/api-contract';

const columns = ['unit', 'start_at', 'end_at', 'experiment', 'variation'] as const;

/** RFC 4180; a cell that a spreadsheet would run as a formula is kept as text. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The schedule as rows to load into the warehouse. */
export const scheduleCsv = ({ experiment, cells }: SwitchbackSchedule): string =>
  [columns, ...cells.map(({ unit, startAt, endAt, variation }) => [unit, startAt, endAt, experiment, variation])]
    .map((row) => row.map(cell).join(','))
    .join('\r\n') + '\r\n';
