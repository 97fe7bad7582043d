import type { Version } from './compiled.js';

const grammar =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*))?(?:\+[\da-z-]+(?:\.[\da-z-]+)*)?$/i;

/** Reads a full semantic version, x.y.z[-pre][+build] (semver.org 2.0.0); null when the text is none. */
export function parseVersion(text: string): Version | null {
  const match = text.length > 256 ? null : grammar.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, pre] = match;
  const parts = [major!, minor!, patch!, ...(pre?.split('.') ?? [])];
  const version = parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return version.slice(0, 3).every(Number.isSafeInteger) ? version : null;
}

/** Precedence of two versions, negative when `a` comes first; build metadata is ignored (semver.org 2.0.0, section 11). */
export function compareVersions(a: Version, b: Version): number {
  for (let i = 0; i < a.length || i < b.length; i++) {
    const x = a[i];
    const y = b[i];
    if (x === y) continue;
    // Without any pre-release part a version comes after those with one, but a longer list of parts after a shorter.
    if (x === undefined || y === undefined) return (x === undefined) === (i === 3) ? 1 : -1;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}
