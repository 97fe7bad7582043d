import { readFile } from 'node:fs/promises';
import { connectionInput } from '@assay/api-contract';
import { dialectKinds, type DialectKind } from '@assay/warehouse-sql';
import { openWarehouse } from './registry.js';
import type { CheckRequest } from './warehouse.check.js';

const described = connectionInput.pick({ settings: true, scratchSchema: true });

/**
 * Somebody's own account, to be checked: a JSON file holds `settings` and `scratchSchema` as a connection does.
 *
 * @param secret the connection's secret; never in the file. @throws Error with a line for each field that is wrong.
 */
export async function accountIn(file: string, secret: string | null): Promise<CheckRequest> {
  const parsed = described.safeParse(jsonOf(await readFile(file, 'utf8'), file));
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  const { settings, scratchSchema } = parsed.data;
  const request = {
    ...{ settings, scratchSchema, secret },
    resources: { folder: process.cwd(), threads: 2, memoryLimit: '2GB' },
    policy: {
      ...{ network: 'private' as const, redshiftNeedsRole: false, bigqueryNeedsKey: false },
      ...{ snowflakeUrl: null, databricksUrl: null },
    },
  };
  const open: CheckRequest['open'] = async (limits) => (await openWarehouse({ ...request, limits })).warehouse;
  return { kind: settings.kind, scratchSchema, open };
}

const jsonOf = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is no JSON. It holds "settings" and "scratchSchema" as a connection does.`);
  }
};

/** Where an account of one kind is named, in the environment of whoever wants it checked in each run of the suites. */
export interface NamedAccount {
  readonly kind: DialectKind;
  readonly file: string;
  readonly secret: string | null;
}

/** Accounts that the environment names: `ASSAY_ACCOUNT_SNOWFLAKE` a file, `ASSAY_ACCOUNT_SNOWFLAKE_SECRET` its secret. */
export const namedAccounts = (environment: Readonly<Record<string, string | undefined>>): readonly NamedAccount[] =>
  dialectKinds.flatMap((kind) => {
    const name = `ASSAY_ACCOUNT_${kind.toUpperCase()}`;
    const file = environment[name];
    return file === undefined || file === '' ? [] : [{ kind, file, secret: environment[`${name}_SECRET`] ?? null }];
  });
