import type { BanditAttribute, BanditModelData, LearnedAction } from '@assay/api-contract';
import { at, ridge } from '@assay/stats';
import { otherValue, pairsOf } from '@assay/warehouse-sql';
import type { ResultRow } from '../../pipeline/index.js';
import { columnsOfKind } from './plan.js';

type Coefficients = BanditModelData['coefficients'];
type ActionCoefficients = Coefficients[string];

/** Rows of the statements of a training, by the id of their step. */
export type TrainingAnswers = ReadonlyMap<string, readonly ResultRow[]>;

export interface Learned {
  readonly actions: readonly LearnedAction[];
  readonly coefficients: Coefficients;
}

/** A column of the regression: a number, or one label of a categorical attribute. */
type Column =
  | { readonly attribute: BanditAttribute; readonly of: 'number'; readonly variable: number }
  | { readonly attribute: BanditAttribute; readonly of: 'label'; readonly no: number; readonly label: string };

/** What is known of one action. */
interface Sums {
  readonly action: string;
  readonly n: number;
  readonly cells: ResultRow;
  /** By attribute number and label. */
  readonly labels: readonly ResultRow[];
  readonly pairs: readonly ResultRow[];
  /** How many categorical attributes were declared. */
  readonly categorical: number;
}

/** Below this share of the variance nothing is left but rounding. */
const rounding = 1e-12;

/**
 * One linear model per action, from sums. `ridgePenalty` is how many subjects' worth of evidence stands against each
 * effect: λ·variance of a number, λ of a category, so that a category of n subjects is shrunk by n / (n + λ).
 * An attribute of which too little left the warehouse is left out, as if it had not been declared.
 */
export function learn(attributes: readonly BanditAttribute[], ridgePenalty: number, answers: TrainingAnswers): Learned {
  const learned = sumsPerAction(answers, columnsOfKind(attributes, 'categorical').length).map((sums) =>
    learnAction(attributes, ridgePenalty, sums),
  );
  return {
    actions: learned.map(({ about }) => about),
    coefficients: Object.fromEntries(
      learned.flatMap(({ about, coefficients }) => (coefficients === null ? [] : [[about.action, coefficients]])),
    ),
  };
}

function sumsPerAction(answers: TrainingAnswers, categorical: number): Sums[] {
  const cells = new Map<string, ResultRow>();
  for (const [step, rows] of answers) {
    if (!step.startsWith('sums_')) continue;
    for (const row of rows) cells.set(text(row, 'action'), { ...cells.get(text(row, 'action')), ...row });
  }
  const of = (step: string, action: string): readonly ResultRow[] =>
    (answers.get(step) ?? []).filter((row) => row['action'] === action);
  return [...cells]
    .map(([action, own]) => ({
      action,
      n: number(own, 'n') ?? 0,
      cells: own,
      labels: of('labels', action),
      pairs: of('pairs', action),
      categorical,
    }))
    .sort((a, b) => b.n - a.n || (a.action < b.action ? -1 : 1));
}

interface LearnedOne {
  readonly about: LearnedAction;
  readonly coefficients: ActionCoefficients | null;
}

function learnAction(attributes: readonly BanditAttribute[], ridgePenalty: number, sums: Sums): LearnedOne {
  const { action, n } = sums;
  const reward = meanOf(sums, 0);
  if (reward === null) {
    const leftOut = ['Too few of its subjects brought a reward: nothing of it left the warehouse.'];
    return { about: { action, subjects: n, meanReward: null, explained: null, leftOut }, coefficients: null };
  }
  const { columns, leftOut } = usable(attributes, sums);
  const products = columns.flatMap((row, i) => columns.slice(0, i + 1).map((column) => product(sums, row, column)));
  const cross = columns.map((column) => productWithReward(sums, column));
  const penalties = columns.map((column, j) =>
    column.of === 'label' ? ridgePenalty : (ridgePenalty * (products[at(j, j)] ?? 0)) / n,
  );
  const beta = ridge(products, cross, penalties) ?? columns.map(() => 0);
  const intercept = beta.reduce((sum, b, j) => sum - b * mean(sums, columns[j] as Column), reward);
  const about = { action, subjects: n, meanReward: reward, explained: explained(sums, products, cross, beta), leftOut };
  return { about, coefficients: written(action, intercept, columns, beta, sums) };
}

/** Columns of the attributes that fit together, the first declared first. */
function usable(attributes: readonly BanditAttribute[], sums: Sums): { columns: Column[]; leftOut: string[] } {
  const [numeric, categorical] = [columnsOfKind(attributes, 'numeric'), columnsOfKind(attributes, 'categorical')];
  const columns: Column[] = [];
  const leftOut: string[] = [];
  for (const attribute of attributes) {
    const own: Column[] =
      attribute.kind === 'numeric'
        ? [{ attribute, of: 'number', variable: 1 + numeric.indexOf(attribute) }]
        : labelsOf(sums, categorical.indexOf(attribute)).map((label) => ({
            ...{ attribute, of: 'label', no: categorical.indexOf(attribute), label },
          }));
    const why = refusal(sums, own, columns);
    if (why === null) columns.push(...own);
    else leftOut.push(`${attribute.key}: ${why}`);
  }
  return { columns, leftOut };
}

function refusal(sums: Sums, own: readonly Column[], others: readonly Column[]): string | null {
  const [first] = own;
  if (first === undefined) return 'none of its values may leave the warehouse.';
  if (first.of === 'number') {
    const variance =
      meanOf(sums, first.variable) === null ? null : variableProduct(sums, first.variable, first.variable);
    if (variance === null) return 'too few subjects have a value other than 0.';
    if (variance <= rounding * squareSum(sums, first.variable)) return 'all subjects have the same value.';
  }
  if (own.some((column) => rawWithReward(sums, column) === null)) return 'too few of its subjects brought a reward.';
  const clash = others.find((other) => own.some((column) => rawProduct(sums, column, other) === null));
  return clash === undefined ? null : `together with ${clash.attribute.key} some subjects would stand alone.`;
}

const labelsOf = ({ labels }: Sums, no: number): string[] =>
  labels
    .filter((row) => row['attribute_no'] === no)
    .map((row) => text(row, 'label'))
    .sort();

const labelRow = ({ labels }: Sums, no: number, label: string): ResultRow | undefined =>
  labels.find((row) => row['attribute_no'] === no && row['label'] === label);

const difference = ({ cells }: Sums, variable: number): number | null => number(cells, `d${variable}`);

/** Mean of a variable; null = withheld. */
const meanOf = (sums: Sums, variable: number): number | null => {
  const sum = number(sums.cells, `s${variable}`);
  return sum === null || difference(sums, variable) === null ? null : sum / sums.n;
};

/** Where a missing number stands: the mean over all actions. */
const pivotOf = (sums: Sums, variable: number): number =>
  ((number(sums.cells, `s${variable}`) ?? 0) - (difference(sums, variable) ?? 0)) / sums.n;

/** Σ of squares about the pivot and the pivot's own: what rounding errors are measured against. */
const squareSum = (sums: Sums, variable: number): number =>
  (number(sums.cells, `q${variable}_${variable}`) ?? 0) + sums.n * pivotOf(sums, variable) ** 2;

/** Centred product of two variables: Σ(a−p)(b−q) − Σ(a−p) Σ(b−q) / n; null = withheld. */
function variableProduct(sums: Sums, a: number, b: number): number | null {
  const raw = number(sums.cells, a >= b ? `q${a}_${b}` : `q${b}_${a}`);
  const [da, db] = [difference(sums, a), difference(sums, b)];
  return raw === null || da === null || db === null ? null : raw - (da * db) / sums.n;
}

/** Centred product of a label with a variable. */
function labelProduct(sums: Sums, { no, label }: Extract<Column, { of: 'label' }>, variable: number): number | null {
  const row = labelRow(sums, no, label);
  const [own, all] = [row === undefined ? null : number(row, `d${variable}`), difference(sums, variable)];
  return own === null || all === null ? null : own - ((number(row as ResultRow, 'n') ?? 0) * all) / sums.n;
}

function rawProduct(sums: Sums, a: Column, b: Column): number | null {
  if (a.of === 'number') {
    return b.of === 'number' ? variableProduct(sums, a.variable, b.variable) : labelProduct(sums, b, a.variable);
  }
  if (b.of === 'number') return labelProduct(sums, a, b.variable);
  const count = (one: typeof a): number => number(labelRow(sums, one.no, one.label) ?? {}, 'n') ?? 0;
  const centre = (count(a) * count(b)) / sums.n;
  if (a.no === b.no) return (a.label === b.label ? count(a) : 0) - centre;
  const [first, second] = a.no < b.no ? [a, b] : [b, a];
  const pair = pairsOf(sums.categorical).findIndex(([i, j]) => i === first.no && j === second.no);
  const rows = sums.pairs.filter((row) => row['pair_no'] === pair);
  if (rows.length === 0) return null;
  const both = rows.find((row) => row['label_a'] === first.label && row['label_b'] === second.label);
  return (both === undefined ? 0 : (number(both, 'n') ?? 0)) - centre;
}

const rawWithReward = (sums: Sums, column: Column): number | null =>
  column.of === 'number' ? variableProduct(sums, column.variable, 0) : labelProduct(sums, column, 0);

/** Of columns that passed `refusal` nothing is withheld. */
const product = (sums: Sums, a: Column, b: Column): number => rawProduct(sums, a, b) ?? 0;
const productWithReward = (sums: Sums, column: Column): number => rawWithReward(sums, column) ?? 0;

const mean = (sums: Sums, column: Column): number =>
  column.of === 'number'
    ? (meanOf(sums, column.variable) ?? 0)
    : (number(labelRow(sums, column.no, column.label) ?? {}, 'n') ?? 0) / sums.n;

/** 1 − residual / total sum of squares. */
function explained(
  sums: Sums,
  products: readonly number[],
  cross: readonly number[],
  beta: readonly number[],
): number | null {
  const total = variableProduct(sums, 0, 0);
  if (total === null || total <= rounding * squareSum(sums, 0)) return null;
  let fitted = 0;
  beta.forEach((b, i) => {
    fitted += 2 * b * (cross[i] as number);
    beta.forEach((c, j) => (fitted -= b * c * (products[at(i, j)] ?? 0)));
  });
  return Math.min(1, Math.max(0, fitted / total));
}

function written(
  action: string,
  intercept: number,
  columns: readonly Column[],
  beta: readonly number[],
  sums: Sums,
): ActionCoefficients {
  const numbers = (of: BanditAttribute['of']) =>
    columns.flatMap((column, j) => {
      if (column.of !== 'number' || column.attribute.of !== of) return [];
      const coefficient = beta[j] as number;
      const missingValueCoefficient = coefficient * pivotOf(sums, column.variable);
      return [{ attributeKey: column.attribute.key, coefficient, missingValueCoefficient }];
    });
  const texts = (of: BanditAttribute['of']) => {
    const keys = columns.flatMap((column) =>
      column.of === 'label' && column.attribute.of === of ? [column.attribute.key] : [],
    );
    return [...new Set(keys)].map((attributeKey) => {
      const own = columns.flatMap((column, j) =>
        column.of === 'label' && column.attribute.of === of && column.attribute.key === attributeKey
          ? [[column.label, beta[j] as number] as const]
          : [],
      );
      return {
        attributeKey,
        valueCoefficients: Object.fromEntries(own.filter(([label]) => label !== otherValue)),
        missingValueCoefficient: own.find(([label]) => label === otherValue)?.[1] ?? 0,
      };
    });
  };
  return {
    actionKey: action,
    intercept,
    subjectNumericCoefficients: numbers('subject'),
    subjectCategoricalCoefficients: texts('subject'),
    actionNumericCoefficients: numbers('action'),
    actionCategoricalCoefficients: texts('action'),
  };
}

const text = (row: ResultRow, column: string): string => String(row[column] ?? '');
const number = (row: ResultRow, column: string): number | null => {
  const value = row[column];
  return typeof value === 'number' ? value : null;
};
