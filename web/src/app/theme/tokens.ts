/** Colours of one scheme. Every text colour reads at 4.5:1 or better on every surface; tokens.test.tsx holds it so. */
export interface Palette {
  readonly bg: string;
  readonly panel: string;
  readonly band: string;
  readonly 'accent-bg': string;
  readonly ink: string;
  readonly soft: string;
  readonly faint: string;
  readonly accent: string;
  readonly 'on-accent': string;
  readonly good: string;
  readonly 'good-bg': string;
  readonly bad: string;
  readonly 'bad-bg': string;
  readonly warn: string;
  readonly 'warn-bg': string;
  readonly null: string;
  readonly line: string;
  readonly hair: string;
  readonly field: string;
}

export const light: Palette = {
  bg: '#f7f8fa',
  panel: '#ffffff',
  band: '#f2f4f8',
  'accent-bg': '#eef2ff',
  ink: '#161b26',
  soft: '#5b6577',
  faint: '#646d80',
  accent: '#3b5bdb',
  'on-accent': '#ffffff',
  good: '#0b7a55',
  'good-bg': '#e7f6ef',
  bad: '#b93232',
  'bad-bg': '#fcecec',
  warn: '#8a5c00',
  'warn-bg': '#fff5db',
  null: '#626c7f',
  line: '#e4e8ee',
  hair: '#eef1f5',
  field: '#c3cad6',
};

export const dark: Palette = {
  bg: '#0f131a',
  panel: '#161b24',
  band: '#1b212c',
  'accent-bg': '#1d2540',
  ink: '#e8ecf3',
  soft: '#a4aebf',
  faint: '#8b95a7',
  accent: '#91a7ff',
  'on-accent': '#0f131a',
  good: '#51cf9c',
  'good-bg': '#12291f',
  bad: '#ff8f8f',
  'bad-bg': '#2d1a1c',
  warn: '#f2c24b',
  'warn-bg': '#2b2413',
  null: '#98a2b3',
  line: '#262e3b',
  hair: '#1e2530',
  field: '#3a4556',
};

/** The palette as CSS variables: `--bg`, `--panel`, … */
export const asVariables = (palette: Palette): Record<string, string> =>
  Object.fromEntries(Object.entries(palette).map(([name, value]) => [`--${name}`, value]));
