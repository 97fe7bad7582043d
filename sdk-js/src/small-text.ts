// Stands in for packages/flag-evaluation/src/text.ts in the browser bundles; see build.js. Browsers bring what that
// file has to spell out.

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Standard, padded base64 of a text's UTF-8 bytes. */
export const toBase64 = (text: string): string =>
  btoa(Array.from(utf8(text), (byte) => String.fromCharCode(byte)).join(''));

/**
 * The text whose UTF-8 bytes are base64 encoded, standard alphabet, padded or not.
 * @throws when the input is not base64 of UTF-8.
 */
export const fromBase64 = (encoded: string): string => decodeURIComponent(escape(atob(encoded)));
