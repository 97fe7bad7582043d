/** A flag as the OpenFeature specification's test data describe it. */
export interface TestFlag {
  readonly disabled?: boolean;
  readonly variants: Readonly<Record<string, unknown>>;
  readonly defaultVariant?: string | null;
  readonly flagMetadata?: Readonly<Record<string, unknown>> | null;
  readonly contextEvaluator?: string;
}

const typeOf = (values: readonly unknown[]): string => {
  if (values.every((value) => typeof value === 'boolean')) return 'BOOLEAN';
  if (values.every((value) => typeof value === 'string')) return 'STRING';
  if (values.every((value) => Number.isInteger(value))) return 'INTEGER';
  return values.every((value) => typeof value === 'number') ? 'NUMERIC' : 'JSON';
};

/** `a && b`, each `name == 'text'`, `name > number` or `!name`, as conditions that must all hold. */
const conditionsOf = (expression: string): object[] =>
  expression.split('&&').map((part) => {
    const equal = /^(\w+) == '(.*)'$/.exec(part.trim());
    const greater = /^(\w+) > (\d+)$/.exec(part.trim());
    const not = /^!(\w+)$/.exec(part.trim());
    if (equal) return { attribute: equal[1], operator: 'ONE_OF', value: [equal[2]] };
    if (greater) return { attribute: greater[1], operator: 'GT', value: Number(greater[2]) };
    if (not) return { attribute: not[1], operator: 'ONE_OF', value: ['false'] };
    throw new Error(`no translation for ${part}`);
  });

/** The specification's test flags as a ruleset: a targeted variation first, the default variation for everybody else. */
export const toRuleset = (flags: Readonly<Record<string, TestFlag>>): string =>
  JSON.stringify({
    createdAt: '2026-01-01T00:00:00.000Z',
    format: 'SERVER',
    environment: { name: 'Test' },
    flags: Object.fromEntries(
      Object.entries(flags).map(([key, flag]) => {
        const type = typeOf(Object.values(flag.variants));
        const targeted = /^(.*) \? '(.*)' : ''$/.exec(flag.contextEvaluator ?? '');
        const serve = (variationKey: string, name: string, rules?: object[]) => ({
          key: name,
          ...(rules && { rules }),
          splits: [{ variationKey, shards: [] }],
          doLog: true,
        });
        return [
          key,
          {
            key,
            enabled: !flag.disabled,
            variationType: type,
            metadata: flag.flagMetadata ?? undefined,
            totalShards: 10000,
            variations: Object.fromEntries(
              Object.entries(flag.variants).map(([name, value]) => [
                name,
                { key: name, value: type === 'JSON' ? JSON.stringify(value) : value },
              ]),
            ),
            allocations: [
              ...(targeted ? [serve(targeted[2]!, 'targeted', [{ conditions: conditionsOf(targeted[1]!) }])] : []),
              ...(flag.defaultVariant ? [serve(flag.defaultVariant, 'default')] : []),
            ],
          },
        ];
      }),
    ),
  });
