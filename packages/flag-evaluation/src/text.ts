const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** UTF-8 bytes of a text; a lone surrogate becomes U+FFFD, as every encoder writes it. */
export function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i++) {
    let code = text.codePointAt(i)!;
    if (code > 0xffff) i++;
    else if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else {
      if (code < 0x10000) bytes.push(0xe0 | (code >> 12));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63));
      bytes.push(0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
}

/** Standard, padded base64 of a text's UTF-8 bytes. */
export function toBase64(text: string): string {
  const bytes = utf8(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    encoded += alphabet[bits >> 18]! + alphabet[(bits >> 12) & 63]!;
    encoded += i + 1 < bytes.length ? alphabet[(bits >> 6) & 63]! : '=';
    encoded += i + 2 < bytes.length ? alphabet[bits & 63]! : '=';
  }
  return encoded;
}

/**
 * The text whose UTF-8 bytes are base64 encoded, standard or URL alphabet, padded or not.
 * @throws RangeError when the input is not base64 of UTF-8.
 */
export function fromBase64(encoded: string): string {
  let escaped = '';
  let plain = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < encoded.length && encoded[i] !== '='; i++) {
    const letter = encoded[i]!;
    const digit = alphabet.indexOf(letter === '-' ? '+' : letter === '_' ? '/' : letter);
    if (digit < 0) throw new RangeError('Not base64.');
    bits = (bits << 6) | digit;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 255;
    escaped += byte < 16 ? `%0${byte.toString(16)}` : `%${byte.toString(16)}`;
    if (byte < 128) plain += String.fromCharCode(byte);
    bits &= 255;
  }
  if (plain.length * 3 === escaped.length) return plain;
  try {
    return decodeURIComponent(escaped);
  } catch {
    throw new RangeError('Not base64 of UTF-8.');
  }
}
