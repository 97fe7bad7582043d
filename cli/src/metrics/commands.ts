import type { MetricSyncChange } from '@assay/api-contract';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { problemsOf, readFolder, type Folder } from './folder.js';
import { pullMetrics, syncFolder, type Server } from './server.js';

export const metricsUsage = `assay metrics check FOLDER [--prefix P] [--dbt-model-prefix DATABASE.SCHEMA]
assay metrics sync FOLDER --url https://assay.example.com --key API_KEY --tag NAME [--dry-run] [--allow-upgrades]
                   [--reference-url URL] [--prefix P] [--dbt-model-prefix DATABASE.SCHEMA]
assay metrics pull --url https://assay.example.com --key API_KEY [--out metrics.yaml]

Fact sources and metrics as YAML files of the public metric schema. check reads them without a server, sync makes the
workspace what they say (all of it or nothing), pull writes out what the workspace has. The key is an API key with the
role data_owner or higher; it may also come from ASSAY_API_KEY.`;

const options = {
  url: { type: 'string' },
  key: { type: 'string' },
  tag: { type: 'string' },
  out: { type: 'string' },
  prefix: { type: 'string' },
  'reference-url': { type: 'string' },
  'dbt-model-prefix': { type: 'string' },
  'dry-run': { type: 'boolean' },
  'allow-upgrades': { type: 'boolean' },
} as const;

/** `assay metrics …`. @throws Error with what is wrong, a line each. */
export async function runMetrics(args: readonly string[], print: (text: string) => void): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [command, path = ''] = positionals;
  const serverOf = (): Server => {
    const key = values.key ?? process.env['ASSAY_API_KEY'];
    if (!values.url || !key) throw new Error('Give --url and --key (or ASSAY_API_KEY). --help tells more.');
    return { url: values.url, key };
  };
  const sound = (): Folder => {
    if (path === '') throw new Error('Name the folder of the YAML files. --help tells more.');
    const folder = readFolder(path, { prefix: values.prefix, dbtModelPrefix: values['dbt-model-prefix'] });
    const problems = problemsOf(folder);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return folder;
  };

  switch (command) {
    case 'check': {
      const { fact_sources, metrics } = sound();
      print(`${fact_sources.length} fact sources, ${metrics.length} metrics: nothing wrong.`);
      return;
    }
    case 'sync': {
      const folder = sound();
      const syncTag = values.prefix ?? values.tag;
      if (!syncTag) throw new Error('Give --tag: the name by which the workspace knows this repository.');
      const isDryRun = values['dry-run'] ?? false;
      const { changes } = await syncFolder(serverOf(), folder, {
        syncTag,
        referenceUrl: values['reference-url'],
        isDryRun,
        allowUpgrades: values['allow-upgrades'] ?? false,
      });
      for (const change of changes) print(lineOf(change));
      print(changes.length === 0 ? 'Nothing to change.' : `${changes.length} ${isDryRun ? 'to change' : 'changed'}.`);
      return;
    }
    case 'pull': {
      const { skipped, sync_tag: _tag, ...payload } = await pullMetrics(serverOf());
      const text = stringify(payload, { lineWidth: 0 });
      if (values.out === undefined) print(text.trimEnd());
      else writeFileSync(values.out, text);
      if (skipped.length > 0) process.stderr.write(`Not in the public schema, left out: ${skipped.join(', ')}\n`);
      return;
    }
    default:
      throw new Error(`There is no command “metrics ${command ?? ''}”.\n\n${metricsUsage}`);
  }
}

const signs = { create: '+', update: '~', upgrade: '^', remove: '-', release: '<' } as const;

const lineOf = ({ action, kind, name, fields }: MetricSyncChange): string =>
  `${signs[action]} ${action} ${kind.replace('_', ' ')} “${name}”${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`;
