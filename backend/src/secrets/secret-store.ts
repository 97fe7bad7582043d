import { invalid } from '../kernel/index.js';

/**
 * Where credentials live: not in our database, not in a log. Values are versioned, and a connection pins the version
 * that it was tested with.
 */
export abstract class SecretStore {
  /** Stores a new version and returns its name. Versions are never used twice. */
  abstract put(name: string, value: string): Promise<string>;

  /** The value of one version. `not_found` if there never was one, `gone` if it was destroyed. */
  abstract access(name: string, version: string): Promise<string>;

  /** Makes one version unreadable for ever, or every one of the name. Destroying again changes nothing. */
  abstract destroy(name: string, version?: string): Promise<void>;
}

const namePattern = /^[a-z0-9][a-z0-9_-]{0,63}(?:\/[a-z0-9][a-z0-9_-]{0,63}){0,3}$/;
const versionPattern = /^[1-9]\d{0,9}$/;
/** What Google Secret Manager takes; the same limit everywhere. */
const largest = 65_536;

/** Refuses a name that is not like `connection/con_01jd…`. */
export function expectSecretName(name: string): void {
  if (!namePattern.test(name)) throw new Error('a secret is named by lower-case parts with slashes between');
}

export function expectVersionName(version: string): void {
  if (!versionPattern.test(version)) throw new Error('a version of a secret is a whole number from 1');
}

/** Refuses an empty value and one larger than 64 KB. */
export function expectSecretValue(value: string): void {
  if (value === '') throw invalid('credential', 'Enter the credential.');
  if (Buffer.byteLength(value) > largest) throw invalid('credential', 'A credential may have at most 64 KB.');
}
