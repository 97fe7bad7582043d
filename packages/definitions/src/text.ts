import { z } from 'zod';

/** A display name: 1–200 characters, no surrounding blanks. */
export const displayName = z.string().trim().min(1, 'Give it a name.').max(200, 'A name has at most 200 characters.');

/** A column of the customer's SQL, spelled as the customer spells it. */
export const columnName = z
  .string()
  .min(1, 'Choose a column.')
  .max(255, 'A column name has at most 255 characters.')
  .refine((name) => !hasControlCharacter(name), 'A column name has no control characters.');

/** Text of one read-only SELECT; whether it is one is judged by the warehouse's SQL guard when it is saved. */
export const selectText = z
  .string()
  .trim()
  .min(1, 'Write a SELECT.')
  .max(100_000, 'A query has at most 100,000 characters.');

/** An instant in UTC, ISO 8601 with `Z`. */
export const instant = z.iso.datetime({ message: 'Give an instant in UTC, such as 2026-03-01T00:00:00Z.' });

export const describedAs = z.string().max(10_000).default('');

const hasControlCharacter = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 32) return true;
  return false;
};
