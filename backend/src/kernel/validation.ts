import { Failure, type FieldError } from './errors.js';

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** The failure for what a schema found wrong: every field, with what is expected there. */
export function invalidInput(issues: readonly SchemaIssue[]): Failure {
  const errors = issues.slice(0, 100).map(fieldErrorOf);
  const [first] = errors;
  const rest = issues.length > 1 ? ` And ${issues.length - 1} more.` : '';
  const summary = first ? `${first.path || 'body'}: ${first.message}${rest}` : 'The input is not valid.';
  return new Failure('invalid_input', summary, first ? { field: first.path } : {}, { errors });
}

const fieldErrorOf = (issue: SchemaIssue): FieldError => ({
  path: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
  message: issue.message,
});

const deepest = 100;

/** The path of the first text with a NUL character, or null. Postgres stores none, and nobody means to send one. */
export function findUnstorable(value: unknown, path = '', depth = 0): string | null {
  if (typeof value === 'string') return value.includes('\0') ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth > deepest) throw new Failure('invalid_input', 'The input is nested more than 100 levels deep.');
  for (const [key, part] of Object.entries(value)) {
    const at = path === '' ? key.replaceAll('\0', '') : `${path}.${key.replaceAll('\0', '')}`;
    const found = key.includes('\0') ? at : findUnstorable(part, at, depth + 1);
    if (found !== null) return found;
  }
  return null;
}
