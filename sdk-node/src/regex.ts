import { createRequire } from 'node:module';
import type { CompileRegex } from '@assay/flag-evaluation';

type Re2 = typeof import('re2js');

let engine: Re2['RE2JS'] | null = null;

/**
 * Regular expressions in linear time, so that no pattern of a ruleset can stall a server. The engine is loaded when the
 * first MATCHES is met: applications without one never pay for it.
 */
export const linearRegex: CompileRegex = (pattern) => {
  engine ??= (createRequire(import.meta.url)('re2js') as Re2).RE2JS;
  const compiled = engine.compile(pattern);
  return { test: (text) => compiled.test(text) };
};
