import { describe } from '@jest/globals';
import { hasChromium } from './browser.js';

/** Suites in a real browser: skipped by name where there is none, unless every suite is required. */
export const describeInChromium: (name: string, tests: () => void) => void =
  hasChromium || process.env['REQUIRE_ALL'] === '1' ? describe : describe.skip;
