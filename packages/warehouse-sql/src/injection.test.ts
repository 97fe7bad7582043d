import { describe, expect, it } from '@jest/globals';
import { dialectKinds, type DialectKind } from './dialects/dialect.js';
import { dialects } from './dialects/registry.js';
import { name, render, sql } from './fragment.js';

const hostile = [
  "'",
  "''",
  "\\'",
  '\\',
  "\\\\'; DROP TABLE t; --",
  "x' OR '1'='1",
  '"; DROP TABLE t; --',
  '`; DROP TABLE t; --',
  '*/ DROP TABLE t /*',
  '-- comment',
  'a\nb\rc',
  "'||(SELECT 1)||'",
  '$1 :name ? {{experiment_key}}',
  '\u2019\uFF07\u02BC',
  'é😀',
  "E'\\'",
];

/** The value that an engine reads from a text literal, by its own rule of escaping; null = not exactly one literal. */
const readBack = (text: string, kind: DialectKind): string | null => {
  const { textEscape } = dialects[kind];
  if (textEscape === 'double_chr') {
    const pieces = text.replace(/^\((.*)\)$/s, '$1').split(' || CHR(92) || ');
    const read = pieces.map((piece) => /^'((?:[^'\\]|'')*)'$/s.exec(piece)?.[1]?.replaceAll("''", "'"));
    return read.includes(undefined) ? null : read.join('\\');
  }
  if (textEscape === 'double') return /^'((?:[^']|'')*)'$/s.exec(text)?.[1]?.replaceAll("''", "'") ?? null;
  const inner = /^'((?:[^'\\\n\r]|\\.)*)'$/s.exec(text)?.[1];
  return inner?.replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c)) ?? null;
};

describe.each([...dialectKinds])('%s', (kind) => {
  it.each(hostile)('reads the text %j back as it was', (value) => {
    expect(readBack(render(sql`${value}`, dialects[kind]), kind)).toBe(value);
  });

  it.each(hostile.filter((value) => !/[\n\r]/.test(value)))('keeps the name %j one name, or refuses it', (value) => {
    const d = dialects[kind];
    let text: string;
    try {
      text = render(name(value), d);
    } catch {
      return;
    }
    const inner = text.slice(1, -1);

    expect([text.at(0), text.at(-1)]).toEqual([d.nameQuote, d.nameQuote]);
    expect(inner.replaceAll(d.nameQuote + d.nameQuote, '')).not.toContain(d.nameQuote);
  });
});
