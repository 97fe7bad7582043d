/** Characters that would end an inline script, or a line of it, in some browser. */
const unsafe = /[<>&\u2028\u2029]/g;

/**
 * A ruleset as text that may stand inside a `<script>`: the page reads it with `JSON.parse` or as an expression and
 * gives it to `createClient({ ruleset })`, so that the first rendering equals the server's.
 * @param ruleset `client.rulesetText()` of a server's client that holds the browser's (obfuscated) ruleset.
 */
export const bootstrapText = (ruleset: string | null): string =>
  JSON.stringify(ruleset).replace(unsafe, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
