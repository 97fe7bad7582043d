#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { flagTypes } from './flag-types.js';
import { readPublished } from './published.js';

const usage = `assay flags types --url https://flags.example.com/api --key SDK_KEY [--out flags.ts]
assay flags types --ruleset ruleset.json [--out flags.ts]

Writes TypeScript types of the flags of a published ruleset. The key is a server SDK key of the environment; it may
also come from ASSAY_SDK_KEY. Without --out the text is printed.`;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      key: { type: 'string' },
      ruleset: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || positionals.join(' ') !== 'flags types') {
    process.stdout.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const key = values.key ?? process.env['ASSAY_SDK_KEY'];
  const text = flagTypes(await readPublished({ url: values.url, key, file: values.ruleset }));
  if (values.out === undefined) process.stdout.write(text);
  else writeFileSync(values.out, text);
};

main().catch((cause: unknown) => {
  process.stderr.write(`${(cause as Error).message}\n`);
  process.exitCode = 1;
});
