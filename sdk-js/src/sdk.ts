import { withScheme } from '@assay/sdk-core';
import { sdkVersion } from './version.js';

/** How this SDK presents itself. */
export const sdk = { sdkName: 'assay-js', sdkLibVersion: sdkVersion, sdkLanguage: 'javascript' };

export const warn = (problem: Error): void => console.warn(`[assay] ${problem.message}`);

/** The delivery's address; null when offline. @throws Error, with the fix in it, when something is missing. */
export const addressOf = (options: {
  readonly sdkKey?: string;
  readonly baseUrl?: string;
  readonly offline?: boolean;
}): string | null => {
  if (options.offline) return null;
  if (!options.sdkKey || !options.baseUrl) throw new Error('Give `sdkKey` and `baseUrl`, or `offline: true`.');
  return withScheme(options.baseUrl);
};
