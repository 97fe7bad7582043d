import { problem, type Problem } from '@assay/api-contract';

/** An answer that is not a success: what happened, what to do, and which fields are wrong. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title);
  }

  get status(): number {
    return this.problem.status;
  }

  /** What is wrong with one field; paths are dotted, such as `design.variations.0.weight`. */
  fieldError(path: string): string | null {
    return this.problem.errors.find((error) => error.path === path)?.message ?? null;
  }
}

const local = (status: number, code: string, title: string, detail: string): ApiProblem =>
  new ApiProblem({ type: `urn:assay:problem:${code}`, title, status, code, detail, facts: {}, errors: [] });

/** The problem document of a response body; a body that is none (a proxy's page) gets words of our own. */
export function problemFrom(status: number, body: unknown): ApiProblem {
  const parsed = problem.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  return local(
    status,
    'unreadable',
    `The server answered ${status}`,
    'It did not say why. Try again; if it stays, look at the log of the server or of the proxy in front of it.',
  );
}

export const unreachable = (): ApiProblem =>
  local(
    0,
    'unreachable',
    'The server cannot be reached',
    'Check that it runs and that you are online, then try again.',
  );

export const unexpectedAnswer = (where: string): ApiProblem =>
  local(
    200,
    'unexpected_answer',
    'The answer has an unknown form',
    `This console and the server seem to be of different versions (${where}). Reload the page.`,
  );

/** Anything thrown, as a problem that can be shown. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return local(0, 'internal', 'Something went wrong in this page', detail);
}
