import type { Version } from './compiled.js';

const number = '(0|[1-9]\\d*)';
const identifier = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][\\da-zA-Z-]*)';
const grammar = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[\\da-zA-Z-]+(?:\\.[\\da-zA-Z-]+)*)?$`,
);

/** Reads a full semantic version, x.y.z[-pre][+build] (semver.org 2.0.0); null when the text is none. */
export function parseVersion(text: string): Version | null {
  const match = text.length > 256 ? null : grammar.exec(text);
  if (match === null) return null;
  const numbers = [Number(match[1]), Number(match[2]), Number(match[3])] as const;
  if (!numbers.every(Number.isSafeInteger)) return null;
  return { numbers, pre: match[4]?.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)) ?? [] };
}

/** Precedence of two versions, negative when `a` comes first; build metadata is ignored (semver.org 2.0.0, section 11). */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < 3; i++) {
    const difference = a.numbers[i]! - b.numbers[i]!;
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const [x, y] = [a.pre[i]!, b.pre[i]!];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.pre.length - b.pre.length;
}
