import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { flagTypes } from './flag-types.js';
import { readPublished } from './published.js';

export const flagsUsage = `assay flags types --url https://flags.example.com/api --key SDK_KEY [--out flags.ts]
assay flags types --ruleset ruleset.json [--out flags.ts]

Writes TypeScript types of the flags of a published ruleset. The key is a server SDK key of the environment; it may
also come from ASSAY_SDK_KEY. Without --out the text is printed.`;

/** `assay flags …`. @throws Error with what is wrong. */
export async function runFlags(args: readonly string[], print: (text: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { url: { type: 'string' }, key: { type: 'string' }, ruleset: { type: 'string' }, out: { type: 'string' } },
  });
  if (positionals.join(' ') !== 'types') throw new Error(`There is no such command.\n\n${flagsUsage}`);
  const key = values.key ?? process.env['ASSAY_SDK_KEY'];
  const text = flagTypes(await readPublished({ url: values.url, key, file: values.ruleset }));
  if (values.out === undefined) print(text.trimEnd());
  else writeFileSync(values.out, text);
}
