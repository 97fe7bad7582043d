import { builtinModules } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { floors, projects, pureProjects, sameFloor } from './rules.js';
import { findCircle, importsBelow, targetOf, type Import } from './scan.js';

const isTest = (file: string): boolean => /\.test\.tsx?$|\/testing\/|\.conformance\.ts$/.test(file);
const packageOf = (specifier: string): string | null => /^@assay\/([^/]+)/.exec(specifier)?.[1] ?? null;
const builtins = new Set(builtinModules);

/** Every import that breaks the tables, in words. */
export const brokenImports = (root: string): string[] =>
  Object.entries(projects).flatMap(([name, project]) => {
    const found = importsBelow(root, join(project.folder, 'src'));
    return [
      ...found.flatMap((one) => betweenProjects(name, project, one)),
      ...found.flatMap((one) => leavingTheProject(root, project.folder, one)),
      ...(name === 'backend' ? found.flatMap((one) => betweenDomains(root, one)) : []),
      ...circles(root, found),
    ];
  });

const betweenProjects = (name: string, project: { may: readonly string[] }, one: Import): string[] => {
  const target = packageOf(one.specifier);
  if (target !== null && target !== name && !project.may.includes(target)) {
    if (isTest(one.file) && ['test-support', 'demo-data', 'sdk-node', 'sdk-js', 'stats'].includes(target)) return [];
    return [`${one.file}: ${name} may not import @assay/${target}`];
  }
  const isPure = (pureProjects as readonly string[]).includes(name);
  const bare = one.specifier.replace(/^node:/, '');
  if (isPure && !isTest(one.file) && (one.specifier.startsWith('node:') || builtins.has(bare))) {
    return [`${one.file}: a pure package may not import ${one.specifier}`];
  }
  return [];
};

const leavingTheProject = (root: string, folder: string, one: Import): string[] => {
  if (!one.specifier.startsWith('.')) return [];
  const target = targetOf(root, one);
  if (target.startsWith(`${folder}/`) || isTest(one.file)) return [];
  // The embedded Postgres starter is shared by the launcher, the backend and the tests.
  if (target.startsWith('tools/postgres/')) return [];
  // The console's help shows pages of the documentation as they are.
  if (folder === 'web' && target.startsWith('docs/')) return [];
  return [`${one.file}: ${one.specifier} leaves the project; import the package by its name`];
};

const domainOf = (file: string): string | null => /^backend\/src\/([^/]+)\//.exec(`${file}`)?.[1] ?? null;

const betweenDomains = (root: string, one: Import): string[] => {
  const from = domainOf(one.file);
  if (from === null || !one.specifier.startsWith('.')) return [];
  const target = targetOf(root, one);
  const to = domainOf(target);
  if (from === 'testing' || to === null) return [];
  if (!(from in floors)) return [`${one.file}: ${from} has no floor; give it one in tools/imports/rules.ts and an ADR`];
  if (to === from) {
    return /^backend\/src\/[^/]+\/index$/.test(target) ? [`${one.file}: a domain never imports its own index`] : [];
  }
  if (to === 'testing') return isTest(one.file) ? [] : [`${one.file}: product code may not import testing`];
  const [fromFloor, toFloor] = [floors[from] ?? -1, floors[to] ?? 99];
  const isException = sameFloor.some(([a, b]) => a === from && b === to);
  if (toFloor >= fromFloor && !isException && !isTest(one.file)) {
    return [`${one.file}: ${from} (floor ${fromFloor}) may not import ${to} (floor ${toFloor})`];
  }
  const isFace = /^backend\/src\/[^/]+\/index$/.test(target);
  if (!isFace && toFloor > 0 && !isTest(one.file)) {
    return [`${one.file}: import ${to} through its index, not ${one.specifier}`];
  }
  return [];
};

const circles = (root: string, found: readonly Import[]): string[] => {
  const edges = new Map<string, string[]>();
  for (const one of found) {
    if (!one.specifier.startsWith('.') || isTest(one.file)) continue;
    const base = targetOf(root, one);
    const target = [`${base}.ts`, `${base}.tsx`, `${base}/index.ts`].find((path) => existsSync(join(root, path)));
    if (target) edges.set(one.file, [...(edges.get(one.file) ?? []), target]);
  }
  const circle = findCircle(edges);
  return circle ? [`a circle: ${circle.join(' → ')}`] : [];
};
