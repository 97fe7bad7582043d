/** Differences between an expected and an actual answer, one line each; empty where they agree. */
export function differences(
  expected: unknown,
  actual: unknown,
  tolerance: { readonly rel: number; readonly abs: number },
  omitted: Readonly<Record<string, string>> = {},
  path = '',
): string[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${path}: not a list of ${expected.length}`];
    return expected.flatMap((item, index) => differences(item, actual[index], tolerance, omitted, `${path}[${index}]`));
  }
  if (typeof expected === 'object' && expected !== null) {
    const given = typeof actual === 'object' && actual !== null ? (actual as Record<string, unknown>) : {};
    return Object.entries(expected).flatMap(([key, value]) =>
      key in omitted ? [] : differences(value, given[key], tolerance, omitted, path === '' ? key : `${path}.${key}`),
    );
  }
  const wanted = asNumber(expected);
  if (wanted === null)
    return Object.is(expected, actual) ? [] : [`${path}: ${say(actual)} instead of ${say(expected)}`];
  const got = asNumber(actual);
  if (got === null || !isClose(wanted, got, tolerance)) return [`${path}: ${say(actual)} instead of ${say(expected)}`];
  return [];
}

/** JSON has no infinity: the cases write it as text. */
function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  return value === '-Infinity' ? Number.NEGATIVE_INFINITY : null;
}

const isClose = (wanted: number, got: number, { rel, abs }: { rel: number; abs: number }): boolean =>
  wanted === got || Math.abs(wanted - got) <= Math.max(abs, rel * Math.abs(wanted));

const say = (value: unknown): string => (value === undefined ? 'nothing' : String(value));
