import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** zod's `safeParse`, of which only this much is needed. */
export interface Rules<Output> {
  safeParse(input: unknown): { success: true; data: Output } | { success: false; error: { issues: readonly Issue[] } };
}

interface DraftOptions<Values, Output> {
  readonly initial: Values;
  readonly rules: Rules<Output>;
  readonly save: (output: Output) => Promise<unknown>;
}

export interface Draft<Values> {
  readonly values: Values;
  readonly patch: (change: Partial<Values>) => void;
  /** What is wrong with a field; paths are dotted, such as `variations.0.weight`. */
  readonly errorOf: (path: string) => string | undefined;
  /** True when any field below the path is wrong. */
  readonly hasErrorIn: (path: string) => boolean;
  /** Messages of fields that have no place of their own on the page. */
  readonly otherErrors: (shown: readonly string[]) => readonly string[];
  readonly check: () => boolean;
  readonly submit: () => void;
  readonly isSaving: boolean;
  readonly isDirty: boolean;
  /** The server's refusal, shown as a whole. */
  readonly failure: unknown;
  readonly reset: (values: Values) => void;
}

type Errors = readonly { readonly path: string; readonly message: string }[];

const errorsFrom = (issues: readonly Issue[]): Errors =>
  issues.map(({ path, message }) => ({ path: path.map(String).join('.'), message }));

const errorsOf = (failure: unknown): Errors =>
  (failure as { problem?: { errors?: Errors } } | null)?.problem?.errors ?? [];

/** The state of a form: values, the rules of the definitions, and what the server said of them. */
export function useDraft<Values extends object, Output>({
  initial,
  rules,
  save,
}: DraftOptions<Values, Output>): Draft<Values> {
  const [values, setValues] = useState(initial);
  const [saved, setSaved] = useState(initial);
  const [errors, setErrors] = useState<Errors>([]);
  const saving = useMutation({
    mutationFn: save,
    meta: { isShown: true },
    onError: (failure) => setErrors(errorsOf(failure)),
  });
  const parse = (): Output | null => {
    const result = rules.safeParse(values);
    setErrors(result.success ? [] : errorsFrom(result.error.issues));
    return result.success ? result.data : null;
  };
  const isAt = (error: { path: string }, path: string): boolean =>
    error.path === path || error.path.startsWith(`${path}.`);
  return {
    values,
    patch: (change) => setValues((before) => ({ ...before, ...change })),
    errorOf: (path) => errors.find((error) => error.path === path)?.message,
    hasErrorIn: (path) => errors.some((error) => isAt(error, path)),
    otherErrors: (shown) =>
      errors
        .filter((error) => !shown.some((path) => isAt(error, path)))
        .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
    check: () => parse() !== null,
    submit: () => {
      const output = parse();
      if (output !== null) saving.mutate(output);
    },
    isSaving: saving.isPending,
    isDirty: values !== saved,
    failure: saving.error,
    reset: (next) => {
      setValues(next);
      setSaved(next);
      setErrors([]);
      saving.reset();
    },
  };
}
