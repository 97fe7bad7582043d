import type { FlagType, FlagVariation } from '@assay/api-contract';

export const typeWords: Readonly<Record<FlagType, string>> = {
  BOOLEAN: 'On or off',
  STRING: 'Text',
  INTEGER: 'Whole number',
  NUMERIC: 'Number',
  JSON: 'JSON',
};

const empty: Readonly<Record<FlagType, FlagVariation['value']>> = {
  BOOLEAN: true,
  STRING: '',
  INTEGER: 0,
  NUMERIC: 0,
  JSON: {},
};

/** What a new flag of a type starts with. */
export const startingVariations = (type: FlagType): FlagVariation[] => {
  switch (type) {
    case 'BOOLEAN':
      return [
        { key: 'off', name: 'Off', value: false },
        { key: 'on', name: 'On', value: true },
      ];
    case 'STRING':
      return [
        { key: 'control', name: 'Control', value: 'control' },
        { key: 'treatment', name: 'Treatment', value: 'treatment' },
      ];
    default:
      return [
        { key: 'control', name: 'Control', value: empty[type] },
        { key: 'treatment', name: 'Treatment', value: empty[type] },
      ];
  }
};

export const newVariation = (type: FlagType): FlagVariation => ({ key: '', name: '', value: empty[type] });

/** JSON as it was typed, or what is wrong with it. */
export function parseJson(text: string): { value: FlagVariation['value'] } | { error: string } {
  try {
    return { value: JSON.parse(text) as FlagVariation['value'] };
  } catch {
    return { error: 'This is not valid JSON yet: look at quotes, commas and brackets.' };
  }
}
