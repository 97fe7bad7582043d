import { limits } from '@assay/api-contract';
import { RE2JS } from 're2js';

/**
 * Why a pattern cannot be published; null when every client reads it the same way and in linear time.
 * Clients search with RE2 or with the platform's own engine, so a pattern has to mean the same to both.
 */
export function refusalOfPattern(pattern: string): string | null {
  if (pattern === '') return 'Give a pattern; an empty one matches everything.';
  if (pattern.length > limits.pattern.limit) return `Use at most ${limits.pattern.limit} characters.`;
  try {
    RE2JS.compile(pattern);
  } catch (cause) {
    return `Not a pattern that can be matched in linear time (RE2): ${reasonOf(cause)}. Look-around and back-references are not possible.`;
  }
  try {
    new RegExp(pattern);
  } catch {
    return 'Browsers cannot read this pattern. Use the syntax that RE2 and JavaScript share.';
  }
  const odd = divergent.find(([construct]) => construct.test(withoutEscapedBackslashes(pattern)));
  return odd ? `${odd[1]} means different things to RE2 and to browsers. ${odd[2]}` : null;
}

/** Constructs that one engine takes for something else than the other. */
const divergent: readonly (readonly [RegExp, what: string, remedy: string])[] = [
  [/\\[AzZ]/, 'An anchor such as \\A or \\z', 'Use ^ and $.'],
  [/\\[QE]/, 'Quoting with \\Q and \\E', 'Put a backslash before each special character.'],
  [/\\[pP]/, 'A Unicode class such as \\p{L}', 'List the characters in brackets.'],
  [/\\[aC]/, 'The escape \\a or \\C', 'Use the character itself.'],
  [/\\x\{/, 'The escape \\x{…}', 'Use two digits as in \\x41, or the character itself.'],
  [/\[\[?:\^?[a-z]+:\]/, 'A class such as [:alpha:]', 'Write the range, as in [A-Za-z].'],
  [/(^|[^\\])\[\^?\]/, 'A bracket right after the opening bracket', 'Put a backslash before it.'],
  [/\(\?[a-zA-Z-]*[imsU-][a-zA-Z-]*[:)]/, 'A flag such as (?i)', 'List both cases in brackets.'],
  [/\(\?P</, 'A group written (?P<name>…)', 'Use (…).'],
];

const withoutEscapedBackslashes = (pattern: string): string => pattern.replaceAll('\\\\', '__');

const reasonOf = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).replace(/^error parsing regexp: /, '').slice(0, 120);

/** A pattern as the product itself evaluates it. */
export const compileRegex = (pattern: string): { test(text: string): boolean } => {
  const compiled = RE2JS.compile(pattern);
  return { test: (text) => compiled.test(text) };
};
