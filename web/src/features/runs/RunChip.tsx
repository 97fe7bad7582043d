import type { RunView } from '@assay/api-contract';
import { Chip, type Tone } from '../../components/index.js';

const tones: Readonly<Record<RunView['status'], Tone>> = {
  queued: 'neutral',
  running: 'accent',
  succeeded: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'neutral',
};

const words: Readonly<Record<RunView['status'], string>> = {
  queued: 'Waiting',
  running: 'Running',
  succeeded: 'Succeeded',
  partial: 'Partly failed',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const RunChip = ({ status, carriedForward }: Pick<RunView, 'status'> & Partial<RunView>) =>
  carriedForward ? <Chip tone="neutral">Nothing published</Chip> : <Chip tone={tones[status]}>{words[status]}</Chip>;

export const isOver = (status: string): boolean => status !== 'queued' && status !== 'running';

/** What each cause of a failed statement means to the reader, and what to do. */
export const causeWords: Readonly<Record<NonNullable<RunView['cause']>, string>> = {
  credentials: 'The warehouse refused the credentials. Test the connection and enter the secret again.',
  grant_or_object: 'A table or column is missing, or the role may not read it. Check the source and the grants.',
  network: 'The warehouse could not be reached. Check that it runs and that its address is right.',
  timeout: 'A statement took too long. Try again at a quieter hour, or narrow the source to fewer days.',
  quota: 'The warehouse has no capacity or budget left for this. Try again later, or raise its limit.',
  query:
    'The warehouse could not run the SQL. Open the statement below; most often a source’s SELECT has to be mended.',
  cancelled: 'Someone cancelled it.',
};
