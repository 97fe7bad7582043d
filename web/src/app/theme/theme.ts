import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type VariantColorsResolver,
} from '@mantine/core';
import { asVariables, dark, light, type Palette } from './tokens.js';

const sans = "'Inter Variable', Inter, ui-sans-serif, system-ui, 'Segoe UI', Roboto, sans-serif";
const mono = "ui-monospace, 'JetBrains Mono', Menlo, Consolas, monospace";

/** Greys of dark surfaces, from text to the deepest ground: our tokens in Mantine's ten steps. */
const darkGreys = [
  dark.ink,
  '#c5cdd9',
  dark.soft,
  dark.faint,
  dark.field,
  dark.line,
  dark.panel,
  '#12161e',
  dark.bg,
  '#0b0e14',
] as const;

/** The filled accent takes our own pair of colours: Mantine's white on a dark scheme's light accent does not read. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
  if (input.variant !== 'filled' || !isAccent) return colors;
  return {
    ...colors,
    background: 'var(--accent)',
    hover: 'color-mix(in srgb, var(--accent) 88%, var(--ink))',
    color: 'var(--on-accent)',
  };
};

export const theme = createTheme({
  variantColorResolver,
  colors: { dark: darkGreys },
  fontFamily: sans,
  fontFamilyMonospace: mono,
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  defaultRadius: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '15px', xl: '17px' },
  headings: { fontFamily: sans, fontWeight: '650' },
});

/** Mantine's own variables, spelled in our tokens: its components need no colours of their own. */
const mantineFrom = (palette: Palette): Record<string, string> => ({
  '--mantine-color-body': palette.bg,
  '--mantine-color-text': palette.ink,
  '--mantine-color-dimmed': palette.soft,
  '--mantine-color-placeholder': palette.faint,
  '--mantine-color-default': palette.panel,
  '--mantine-color-default-hover': palette.band,
  '--mantine-color-default-border': palette.line,
  '--mantine-color-default-color': palette.ink,
  '--mantine-color-error': palette.bad,
  '--mantine-color-anchor': palette.accent,
});

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { ...asVariables(light), ...mantineFrom(light) },
  dark: { ...asVariables(dark), ...mantineFrom(dark) },
});
