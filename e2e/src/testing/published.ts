import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What an independent program makes of the published experiment's rows. */
export interface PublishedNumbers {
  readonly n_control: number;
  readonly n_treatment: number;
  readonly mean_control: number;
  readonly mean_treatment: number;
  readonly diff: number;
  readonly se: number;
  readonly ci95_z: readonly [number, number];
  readonly relative_lift: number;
  readonly relative_lift_se_delta: number;
  readonly relative_lift_ci95_z: readonly [number, number];
}

/** The e-mails to legislators; CASES_DIR, where it is set, holds the whole file of which this is a copy. */
const copied: PublishedNumbers = {
  n_control: 2814,
  n_treatment: 2779,
  mean_control: 0.5550817341862118,
  mean_treatment: 0.28895286074127385,
  diff: -0.2661288734449379,
  se: 0.012718250169830476,
  ci95_z: [-0.2910561857241761, -0.24120156116569974],
  relative_lift: -0.4794408770000354,
  relative_lift_se_delta: 0.01781154629537551,
  relative_lift_ci95_z: [-0.5143508662479392, -0.44453088775213156],
};

export const publishedNumbers = (): PublishedNumbers => {
  const file = join(process.env['CASES_DIR'] ?? '', 'datasets', 'expected.json');
  if (!process.env['CASES_DIR'] || !existsSync(file)) return copied;
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { results: PublishedNumbers }>;
  return all['broockman_black_politicians']?.results ?? copied;
};
