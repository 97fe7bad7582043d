import type { Statement } from '@assay/warehouse-sql';
import { isEmpty, isTree, parseStatements, refusalOf, type Tree } from './sql-guard.js';

/**
 * What a value of a result is made of. `sum`: COUNT or SUM over rows, and arithmetic on those · `key`: something that
 * rows are grouped by · `constant`: written in the statement · `raw`: a value of a row, which must not leave.
 */
type Grade = 'constant' | 'sum' | 'key' | 'raw';
const worse: Readonly<Record<Grade, number>> = { constant: 0, sum: 1, key: 2, raw: 3 };

interface Output {
  readonly name: string;
  readonly grade: Grade;
}

/** Columns that a part of the FROM clause offers; null = a table, whose every column is a value of its rows. */
type Scope = ReadonlyMap<string, readonly Output[] | null>;
type Named = ReadonlyMap<string, readonly Output[]>;

class NotAggregate extends Error {}

/** Functions of numbers that keep what their arguments are. Everything that is not named here is refused. */
const plainNodes: ReadonlySet<string> = new Set(
  (
    'case cast coalesce paren neg add sub mul div mod int_div eq neq lt lte gt gte and or not is is_null between in ' +
    'round floor ceil abs nullif null_if power pow ln sqrt greatest least if_func iff'
  ).split(' '),
);
/** A group key may be a number only where its name says that it is a day or a position. */
const numericKey = /(^|_)(day|no)$/;
/** The caps and percentiles of a run: quantiles in scratch that the statement shows only beyond enough subjects. */
const capColumn = /^(upper|lower|quantile)\d+$/;

/**
 * Second opinion on a rendered aggregate statement: read its text with the independent parser and follow every
 * column that would be returned back to COUNT, SUM, a group key or a constant.
 *
 * @returns why the statement may not be sent; null = it may.
 */
export async function refusalOfAggregate(
  statement: Pick<Statement, 'text' | 'dialect' | 'columns'>,
): Promise<string | null> {
  const parsed = await parseStatements(statement.text, statement.dialect);
  if (parsed.outcome === 'refused') return parsed.message;
  const [root, ...more] = parsed.statements;
  if (root === undefined || more.length > 0) return 'It is not one statement.';
  const refusal = refusalOf(root, statement.dialect);
  if (refusal !== null) return `It ${refusal}.`;
  try {
    const outputs = outputsOf(root, new Map());
    if (outputs.length !== statement.columns.length) return 'It returns other columns than it declares.';
    const at = outputs.findIndex(({ name, grade }, i) => {
      const declared = statement.columns[i];
      const isKey = declared?.type === 'key' || (declared?.type === 'number' && numericKey.test(name));
      return name !== declared?.name || grade === 'raw' || (grade === 'key' && !isKey);
    });
    return at < 0 ? null : `Column ${outputs[at]?.name ?? at} is no count, sum or declared key.`;
  } catch (thrown) {
    if (thrown instanceof NotAggregate) return thrown.message;
    throw thrown;
  }
}

function outputsOf(node: Tree, known: Named): readonly Output[] {
  const [kind, body] = only(node);
  switch (kind) {
    case 'select':
      return outputsOfSelect(body, known);
    case 'subquery':
    case 'paren':
      return outputsOf(tree(body['this']), known);
    case 'union': {
      const within = withCtes(body, known);
      const [left, right] = [outputsOf(tree(body['left']), within), outputsOf(tree(body['right']), within)];
      return left.map(({ name, grade }, i) => ({ name, grade: worst([grade, right[i]?.grade ?? 'raw']) }));
    }
    default:
      throw new NotAggregate(`It has a ${kind} where a SELECT was expected.`);
  }
}

function outputsOfSelect(select: Tree, outer: Named): readonly Output[] {
  const known = withCtes(select, outer);
  const scope = scopeOf(select, known);
  const items = array(select['expressions']);
  const groupBy = isTree(select['group_by']) ? flatKeys(select['group_by']['expressions']) : [];
  const isGrouped = !isEmpty(select['group_by']) || items.some(hasAggregate);
  const keys = groupBy.map(fingerprint);
  return items.flatMap((item) => {
    const [kind, body] = only(item);
    if (kind === 'star') return starOf(nameOf(body['table']), scope, isGrouped);
    if (kind === 'column' && nameOf(body['name']) === '*') return starOf(nameOf(body['table']), scope, isGrouped);
    const [name, inner] = kind === 'alias' ? [nameOf(body['alias']), tree(body['this'])] : [nameOf(body['name']), item];
    return [{ name, grade: gradeOf(inner, { scope, keys, isGrouped }) }];
  });
}

interface Place {
  readonly scope: Scope;
  readonly keys: readonly string[];
  readonly isGrouped: boolean;
}

function gradeOf(node: Tree, place: Place): Grade {
  const [kind, body] = only(node);
  if (place.isGrouped && place.keys.length > 0 && place.keys.includes(fingerprint(node))) {
    const own = kind === 'column' ? columnGrade(body, place.scope) : 'key';
    return own === 'raw' ? 'key' : own;
  }
  if (kind === 'literal' || kind === 'null' || kind === 'boolean') return 'constant';
  if (kind === 'column') return columnGrade(body, place.scope);
  if (kind === 'count' || kind === 'sum') return place.isGrouped ? 'sum' : argumentGrade(body, place);
  if (kind === 'max' || kind === 'min') return extremeGrade(kind, body, place);
  if (kind === 'window_function') return windowGrade(body, place);
  if (kind === 'annotated' || kind === 'alias') return gradeOf(tree(body['this']), place);
  if (kind === 'case') return caseGrade(body, place);
  if (plainNodes.has(kind)) return worst(expressionsIn(body).map((child) => gradeOf(child, place)));
  if (kind === 'function' && plainNodes.has(nameOf(body['name']).toLowerCase())) {
    return worst(array(body['args']).map((child) => gradeOf(child, place)));
  }
  throw new NotAggregate(
    `It uses ${kind === 'function' ? nameOf(body['name']).toLowerCase() : kind} in what it returns.`,
  );
}

/** A CASE is what its branches are; its conditions may look at keys, but at no row's value. */
function caseGrade(body: Tree, place: Place): Grade {
  const whens = Array.isArray(body['whens']) ? (body['whens'] as readonly unknown[]) : [];
  const pairs = whens.map((pair) => (Array.isArray(pair) ? pair.map(tree) : []));
  const conditions = [...pairs.map(([condition]) => condition), body['operand']].filter(isTree);
  const branches = [...pairs.map(([, value]) => value), body['else_']].filter(isTree);
  if (conditions.some((condition) => gradeOf(condition, place) === 'raw')) return 'raw';
  return worst(branches.map((branch) => gradeOf(branch, place)));
}

/** MIN and MAX tell one row's value, unless what they are of is no row's value any more. */
function extremeGrade(kind: string, body: Tree, place: Place): Grade {
  const of = tree(body['this']);
  const [inner, column] = only(of);
  if (inner === 'column' && capColumn.test(nameOf(column['name']))) return 'sum';
  const grade = argumentGrade(body, place);
  if (grade === 'constant' || grade === 'sum') return grade;
  throw new NotAggregate(`It returns the ${kind} of a column, which is one row’s value.`);
}

function windowGrade(body: Tree, place: Place): Grade {
  const [kind, inner] = only(tree(body['this']));
  if (kind !== 'sum' && kind !== 'min' && kind !== 'max' && kind !== 'count') {
    throw new NotAggregate(`It uses ${kind} over a window in what it returns.`);
  }
  return argumentGrade(inner, { ...place, isGrouped: place.isGrouped });
}

const argumentGrade = (body: Tree, place: Place): Grade =>
  isTree(body['this']) ? gradeOf(body['this'], place) : 'sum';

function columnGrade(column: Tree, scope: Scope): Grade {
  const [name, table] = [nameOf(column['name']), nameOf(column['table'])];
  const offers = table === '' ? [...scope.values()] : [scope.get(table) ?? null];
  const found = offers.flatMap((outputs) => (outputs ?? []).filter((output) => output.name === name));
  if (found.length > 0) return worst(found.map(({ grade }) => grade));
  return 'raw';
}

function starOf(table: string, scope: Scope, isGrouped: boolean): readonly Output[] {
  const offers = table === '' ? [...scope.values()] : [scope.get(table) ?? null];
  if (isGrouped || offers.includes(null)) throw new NotAggregate('It returns every column of a table.');
  return offers.flatMap((outputs) => outputs ?? []);
}

function withCtes(select: Tree, outer: Named): Named {
  const known = new Map(outer);
  for (const cte of isTree(select['with']) ? array(select['with']['ctes']) : []) {
    known.set(nameOf(cte['alias']), outputsIfQuery(tree(cte['this']), known));
  }
  return known;
}

/** Inner queries that are no aggregates are fine as long as nothing of theirs is returned: their columns are raw. */
function outputsIfQuery(node: Tree, known: Named): readonly Output[] {
  try {
    return outputsOf(node, known);
  } catch (thrown) {
    if (thrown instanceof NotAggregate) return [];
    throw thrown;
  }
}

function scopeOf(select: Tree, known: Named): Scope {
  const scope = new Map<string, readonly Output[] | null>();
  const from = isTree(select['from']) ? array(select['from']['expressions']) : [];
  const joins = array(select['joins']).map((join) => tree(join['this']));
  for (const source of [...from, ...joins]) {
    const [kind, body] = only(source);
    const name = nameOf(body['alias']) || nameOf(body['name']);
    if (kind === 'table') scope.set(name, isEmpty(body['schema']) ? (known.get(nameOf(body['name'])) ?? null) : null);
    else if (kind === 'subquery') scope.set(name, outputsIfQuery(tree(body['this']), known));
    else if (kind === 'alias') scope.set(name, outputsIfQuery(tree(body['this']), known));
    else scope.set(name, null);
  }
  return scope;
}

const aggregates = ['count', 'sum', 'min', 'max', 'avg'];

/** Whether an expression aggregates rows by itself; over a window it does not. */
function hasAggregate(node: Tree): boolean {
  const [kind, body] = only(node);
  if (kind === 'window_function' || kind === 'subquery') return false;
  return aggregates.includes(kind) || expressionsIn(body).some(hasAggregate);
}

/** Keys of GROUP BY, those inside grouping sets too. */
const flatKeys = (expressions: unknown): Tree[] =>
  array(expressions).flatMap((node) => {
    const [kind, body] = only(node);
    if (kind === 'tuple') return flatKeys(body['expressions']);
    if (kind === 'paren') return flatKeys([body['this']]);
    return kind === 'function' && nameOf(body['name']) === 'GROUPING SETS' ? flatKeys(body['args']) : [node];
  });

/** Expressions directly below a node, however deep its own structure holds them. */
const expressionsIn = (value: unknown): Tree[] => {
  if (Array.isArray(value))
    return value.flatMap((part: unknown) => (isExpression(part) ? [part] : expressionsIn(part)));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'to' || key === 'span' ? [] : isExpression(part) ? [part] : expressionsIn(part),
  );
};

/** A node is an object with one key, the kind, whose value is its body. */
const isExpression = (value: unknown): value is Tree =>
  isTree(value) && Object.keys(value).length === 1 && isTree(Object.values(value)[0]) && !('span' in value);

const only = (node: Tree): readonly [string, Tree] => {
  const [kind = '', body] = Object.entries(node)[0] ?? [];
  return [kind, tree(body)];
};

const tree = (value: unknown): Tree => (isTree(value) ? value : {});
const array = (value: unknown): Tree[] => (Array.isArray(value) ? value.map(tree) : []);
const nameOf = (value: unknown): string =>
  typeof value === 'string' ? value : isTree(value) && typeof value['name'] === 'string' ? value['name'] : '';
const worst = (grades: readonly Grade[]): Grade =>
  grades.reduce<Grade>((a, b) => (worse[b] > worse[a] ? b : a), 'constant');

/** A node without where it stood, so that two equal expressions are equal. */
const fingerprint = (node: Tree): string =>
  JSON.stringify(node, (key, value: unknown) => (key === 'span' || key.endsWith('comments') ? undefined : value));
