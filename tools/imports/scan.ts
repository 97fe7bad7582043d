import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** One import statement: file and specifier, both as written, and whether only types are taken. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Every import and re-export of the TypeScript files below a folder, comments left out. */
export const importsBelow = (root: string, folder: string): Import[] =>
  filesBelow(join(root, folder)).flatMap((path) =>
    importsOf(readFileSync(path, 'utf8')).map((specifier) => ({ file: relative(root, path), specifier })),
  );

export const importsOf = (text: string): string[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
  return [...code.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
};

export const filesBelow = (folder: string): string[] => {
  let entries: string[];
  try {
    entries = readdirSync(folder);
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    if (['node_modules', 'dist', 'golden', 'generated', 'toolchain'].includes(entry)) return [];
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.tsx?$/.test(entry) && !entry.endsWith('.d.ts') ? [path] : [];
  });
};

/** The file that a relative specifier means, relative to the root. */
export const targetOf = (root: string, found: Import): string =>
  relative(root, resolve(root, dirname(found.file), found.specifier)).replace(/\.jsx?$/, '');

/** One circle among files, as the list of its files; null = there is none. */
export const findCircle = (edges: ReadonlyMap<string, readonly string[]>): string[] | null => {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (node: string): string[] | null => {
    if (state.get(node) === 'done') return null;
    if (state.get(node) === 'open') return [...path.slice(path.indexOf(node)), node];
    state.set(node, 'open');
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const circle = visit(next);
      if (circle) return circle;
    }
    path.pop();
    state.set(node, 'done');
    return null;
  };
  for (const node of edges.keys()) {
    const circle = visit(node);
    if (circle) return circle;
  }
  return null;
};
