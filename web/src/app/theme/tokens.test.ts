import { describe, expect, it } from '@jest/globals';
import { dark, light, type Palette } from './tokens.js';

/** Relative luminance as WCAG 2.2 defines it. */
const luminance = (hex: string): number => {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: string, other: string): number => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

const texts = ['ink', 'soft', 'faint', 'accent', 'good', 'bad', 'warn', 'null'] as const;
const surfaces = ['bg', 'panel', 'band', 'accent-bg'] as const;

describe.each([
  ['light', light],
  ['dark', dark],
] as const)('in the %s scheme', (_, palette: Palette) => {
  it.each(texts)('%s reads on every surface', (text) => {
    for (const surface of surfaces) expect(contrast(palette[text], palette[surface])).toBeGreaterThanOrEqual(4.5);
  });

  it('chips read on their own grounds', () => {
    for (const tone of ['good', 'bad', 'warn'] as const) {
      expect(contrast(palette[tone], palette[`${tone}-bg`])).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('a filled button reads', () => {
    expect(contrast(palette['on-accent'], palette.accent)).toBeGreaterThanOrEqual(4.5);
  });
});
