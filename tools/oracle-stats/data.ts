import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jointFromSums, jointOf, type JointMoments } from '@assay/stats';
import { numberOf, recordOf, textOf, type Case } from './cases.js';

export type Row = Readonly<Record<string, string>>;

/** The raw files of the cases, each read once. */
export class Data {
  private readonly files = new Map<string, readonly Row[]>();

  constructor(private readonly directory: string) {}

  rows(file: string): readonly Row[] {
    const known = this.files.get(file);
    if (known) return known;
    const [header = '', ...lines] = readFileSync(join(this.directory, 'data', file), 'utf8')
      .trim()
      .split(/\r?\n/);
    const names = header.split(',');
    const rows = lines.map((line) => {
      const cells = line.split(',');
      return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
    });
    this.files.set(file, rows);
    return rows;
  }

  /** Joint moments of columns over the rows of one variation; an empty cell counts 0. */
  joint(file: string, variation: string | null, columns: readonly string[]): JointMoments {
    const rows = this.rows(file).filter((row) => variation === null || row.variant === variation);
    for (const column of columns) {
      if (rows[0] && !(column in rows[0])) throw new Error(`${file} has no column ${column}`);
    }
    return jointOf(
      rows.map((row) => columns.map((column) => Number(row[column] ?? 0))),
      columns.length,
    );
  }

  /** Per cluster: sum of a column and number of rows, for one variation. */
  clusters(file: string, variation: string, column: string): JointMoments {
    const sums = new Map<string, [number, number]>();
    for (const row of this.rows(file)) {
      if (row.variant !== variation) continue;
      const sum = sums.get(row.cluster_id ?? '') ?? [0, 0];
      sums.set(row.cluster_id ?? '', [sum[0] + Number(row[column]), sum[1] + 1]);
    }
    return jointOf(sums.values(), 2);
  }
}

/** Both arms of a case. */
export interface Arms {
  readonly control: JointMoments;
  readonly treatment: JointMoments;
}

/** Arms of a case that names columns of a file and a treatment. */
export function armsOfColumns(data: Data, one: Case, columns: readonly string[]): Arms {
  const file = textOf(one.inputs, 'data') || 'units.csv';
  const treatment = textOf(one.inputs, 'treatment');
  return { control: data.joint(file, 'control', columns), treatment: data.joint(file, treatment, columns) };
}

const pairs: Readonly<Record<string, readonly (readonly [string, string, string])[]>> = {
  mean: [['y', 'y', 'sum_squares']],
  mean_cuped: [
    ['y', 'y', 'sum_squares'],
    ['x', 'x', 'pre_sum_squares'],
    ['y', 'x', 'post_pre_sum_product'],
  ],
  ratio: [
    ['y', 'y', 'sum_squares'],
    ['z', 'z', 'den_sum_squares'],
    ['y', 'z', 'num_den_sum_product'],
  ],
  ratio_cuped: [
    ['y', 'y', 'sum_squares'],
    ['z', 'z', 'den_sum_squares'],
    ['x', 'x', 'pre_sum_squares'],
    ['w', 'w', 'pre_den_sum_squares'],
    ['y', 'z', 'num_den_sum_product'],
    ['y', 'x', 'post_pre_sum_product'],
    ['y', 'w', 'num_pre_den_sum_product'],
    ['z', 'x', 'pre_num_den_sum_product'],
    ['z', 'w', 'den_pre_den_sum_product'],
    ['x', 'w', 'pre_num_pre_den_sum_product'],
  ],
};

const variables: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  mean: [['y', 'sum']],
  mean_cuped: [
    ['y', 'sum'],
    ['x', 'pre_sum'],
  ],
  ratio: [
    ['y', 'sum'],
    ['z', 'den_sum'],
  ],
  ratio_cuped: [
    ['y', 'sum'],
    ['z', 'den_sum'],
    ['x', 'pre_sum'],
    ['w', 'pre_den_sum'],
  ],
};

/** Squares of 0/1 variables are their sums; some summaries leave them out. */
const squareOfBinary: Readonly<Record<string, string>> = { sum_squares: 'sum', pre_sum_squares: 'pre_sum' };

/** Joint moments from named sums; `kind` is mean, ratio, or either with `_cuped`. */
export function jointOfAggregates(aggregates: unknown, kind: string): JointMoments {
  const given = recordOf(aggregates);
  const shape = kind.replace('proportion', 'mean');
  const names = variables[shape] ?? [];
  const place = (name: string): number => names.findIndex(([variable]) => variable === name);
  const products = new Array<number>((names.length * (names.length + 1)) / 2).fill(Number.NaN);
  for (const [a, b, key] of pairs[shape] ?? []) {
    const [row, column] = [Math.max(place(a), place(b)), Math.min(place(a), place(b))];
    const value = given[key] ?? given[squareOfBinary[key] ?? ''];
    products[(row * (row + 1)) / 2 + column] = Number(value);
  }
  return jointFromSums({
    n: numberOf(given, 'n', 0),
    sums: names.map(([, key]) => numberOf(given, key, Number.NaN)),
    products,
  });
}

/** Arms of a case that gives sums, in `inputs.aggregates` or in the inputs themselves. */
export function aggregatesOf(one: Case): { control: unknown; treatment: unknown } {
  const holder = recordOf(one.inputs.aggregates ?? one.inputs);
  return { control: holder.control, treatment: holder.treatment };
}
