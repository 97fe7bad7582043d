import {
  certifiedFactSource,
  certifiedMetric,
  certifiedProblems,
  type CertifiedFactSource,
  type CertifiedMetric,
} from '@assay/definitions';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { factSourceOfModel } from './dbt.js';

/** What the files of a folder define together, and from which file each object came, by its path in the payload. */
export interface Folder {
  readonly fact_sources: readonly CertifiedFactSource[];
  readonly metrics: readonly CertifiedMetric[];
  readonly origins: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

export interface FolderOptions {
  /** Put before every name, to try a repository out beside others in one workspace. */
  readonly prefix?: string | undefined;
  /** `database.schema` of dbt models; the files are then read as dbt's. */
  readonly dbtModelPrefix?: string | undefined;
}

const certifiedFile = z.strictObject({
  fact_sources: z.array(certifiedFactSource).default([]),
  metrics: z.array(certifiedMetric).default([]),
});
const dbtFile = z.looseObject({ models: z.array(z.unknown()).nullish() });

/** Reads every `.yaml` and `.yml` below a folder; what is wrong is collected, file by file. */
export function readFolder(folder: string, { prefix, dbtModelPrefix }: FolderOptions = {}): Folder {
  const problems: string[] = [];
  const origins = new Map<string, string>();
  const fact_sources: CertifiedFactSource[] = [];
  const metrics: CertifiedMetric[] = [];
  const named = (name: string): string => (prefix === undefined ? name : `[${prefix}] ${name}`);
  for (const path of yamlFiles(folder)) {
    const file = relative(folder, path);
    try {
      const found = read(readFileSync(path, 'utf8'), dbtModelPrefix);
      for (const source of found.fact_sources) {
        origins.set(`fact_sources.${fact_sources.length}`, `${file}: fact source “${source.name}”`);
        fact_sources.push({ ...source, name: named(source.name) });
      }
      for (const metric of found.metrics) {
        origins.set(`metrics.${metrics.length}`, `${file}: metric “${metric.name}”`);
        metrics.push({ ...metric, name: named(metric.name) });
      }
    } catch (cause) {
      problems.push(...complaintsOf(cause).map((complaint) => `${file}: ${complaint}`));
    }
  }
  if (fact_sources.length + metrics.length + problems.length === 0)
    problems.push(`${folder} holds no definitions: it needs .yaml files with fact_sources or metrics.`);
  return { fact_sources, metrics, origins, problems };
}

/** Everything that is wrong without asking a server: the files themselves, names, references and parameters. */
export function problemsOf(folder: Folder): readonly string[] {
  if (folder.problems.length > 0) return folder.problems;
  const entities = [
    ...folder.fact_sources.flatMap((source) => source.entities.map((entity) => entity.entity_name)),
    ...folder.metrics.map((metric) => metric.entity),
  ];
  return certifiedProblems(folder, entities).map(({ path, message }) => locate(folder, path, message));
}

/** A problem at a path of the payload, told by the file and object that a person wrote. */
export function locate({ origins }: Pick<Folder, 'origins'>, path: string, message: string): string {
  const [list = '', at = '', ...field] = path.split('.');
  const origin = origins.get(`${list}.${at}`);
  if (origin === undefined) return path === '' ? message : `${path}: ${message}`;
  return `${origin}: ${field.length > 0 ? `${field.join('.')}: ` : ''}${message}`;
}

const yamlFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();

function read(text: string, dbtModelPrefix: string | undefined): z.infer<typeof certifiedFile> {
  const content: unknown = parse(text) ?? {};
  if (dbtModelPrefix === undefined) return certifiedFile.parse(content);
  const models = dbtFile.parse(content).models ?? [];
  const sources = models.map((model) => factSourceOfModel(model, dbtModelPrefix)).filter((source) => source !== null);
  return certifiedFile.parse({ fact_sources: sources });
}

function complaintsOf(cause: unknown): string[] {
  if (cause instanceof z.ZodError)
    return cause.issues.map(({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
  if (cause instanceof YAMLParseError) return [cause.message.split('\n')[0] ?? cause.message];
  return [(cause as Error).message];
}
