import { join } from 'node:path';
import { dialectKinds, dialects } from '@assay/warehouse-sql';
import { goldenCases } from '../packages/warehouse-sql/src/golden-cases.js';

/** Path, from the repository's root, and text of every golden file as the code would write it now. */
export const goldenFiles = (): ReadonlyMap<string, string> =>
  new Map(
    dialectKinds.flatMap((kind) =>
      goldenCases(dialects[kind]).map(({ query, name, statement }) => [
        join('packages', 'warehouse-sql', 'golden', query, `${name}.${kind}.sql`),
        `${statement.text}\n`,
      ]),
    ),
  );

/** Where the golden files lie, from the repository's root. */
export const goldenFolder = join('packages', 'warehouse-sql', 'golden');
