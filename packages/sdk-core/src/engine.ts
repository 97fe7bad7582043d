import {
  compile,
  evaluate,
  explain,
  interpret,
  openRuleset,
  parseRuleset,
  readRuleset,
  type CompiledRuleset,
  type CompileRegex,
  type Evaluation,
  type EvaluationDetails,
  type Interpret,
  type Ruleset,
  type Subject,
  type VariationType,
} from '@assay/flag-evaluation';

/** A flag's evaluation, and why it is so. */
export interface Decided {
  readonly evaluation: Evaluation;
  readonly details: EvaluationDetails;
}

/** Tells how flags are decided: the whole way through their allocations, not only the end of it. */
export type Explain = (
  answers: Answers,
  flagKey: string,
  type: VariationType,
  subject: Subject & { readonly configFetchedAt?: string },
) => Decided;

/** A ruleset that answers, by whichever evaluator the entry point has chosen. */
export interface Answers {
  readonly source: Ruleset;
  readonly evaluate: Interpret;
  /** Absent where an interpreter answers. */
  readonly compiled?: CompiledRuleset;
}

/**
 * Makes a ruleset, as text, answer; must cost little more than its parsing, as it runs at each fetch.
 * @throws when the text is no ruleset.
 */
export type Engine = (text: string) => Answers;

/** The small evaluator, for pages. */
export const interpreting: Engine = (text) => {
  const source = openRuleset(text);
  return { source, evaluate: interpret(source) };
};

/** The fast evaluator. */
export const compiling =
  (compileRegex?: CompileRegex): Engine =>
  (text) => {
    const source = parseRuleset(text);
    const compiled = compile(source, { compileRegex });
    return {
      source,
      compiled,
      evaluate: (flagKey, type, subject) => evaluate(compiled, flagKey, type, subject),
    };
  };

const compiledLater = new WeakMap<Ruleset, CompiledRuleset>();

/** The compiled form for what only it can tell; made on first use where an interpreter answers. */
export const compiledOf = ({ compiled, source }: Answers): CompiledRuleset => {
  let made = compiled ?? compiledLater.get(source);
  if (!made) compiledLater.set(source, (made = compile(readRuleset(source))));
  return made;
};

/** Needs the compiled form, whichever evaluator answers. */
export const explaining: Explain = (answers, flagKey, type, subject) =>
  explain(compiledOf(answers), flagKey, type, subject);
