/** Why a call of Fastly's API failed, as far as it matters what to do next. */
export type FastlyProblem = 'rate_limited' | 'unauthorised' | 'not_found' | 'refused' | 'failed' | 'unreachable';

/** What becomes of a call is not known after `failed` and `unreachable`: it may have taken effect. */
export class FastlyFailure extends Error {
  override readonly name = 'FastlyFailure';

  constructor(
    readonly problem: FastlyProblem,
    /** For people who run the installation; never a part of what Fastly sent. */
    message: string,
    /** No call before then, when Fastly said so. */
    readonly retryAt: Date | null = null,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }

  /** Nothing else will go through either: there is no use in trying the next entry. */
  get isGeneral(): boolean {
    return this.problem !== 'refused';
  }
}

const problems: readonly (readonly [(status: number) => boolean, FastlyProblem, string])[] = [
  [(status) => status === 429, 'rate_limited', 'Fastly’s limit of changes per hour is used up.'],
  [
    (status) => status === 401 || status === 403,
    'unauthorised',
    'Fastly refused the token. Give FASTLY_TOKEN_FILE one that may write to the KV store and purge the service.',
  ],
  [
    (status) => status === 404,
    'not_found',
    'Fastly knows no such store or service. Check FASTLY_KV_STORE and FASTLY_SERVICE.',
  ],
  [(status) => status >= 500, 'failed', 'Fastly’s API failed.'],
];

/** The failure that an answer stands for. */
export function failureOf({ status, headers }: Pick<Response, 'status' | 'headers'>): FastlyFailure {
  const [, problem, message] = problems.find(([isSo]) => isSo(status)) ?? [null, 'refused', 'Fastly refused an entry.'];
  return new FastlyFailure(problem, `${message} (status ${status})`, status === 429 ? readReset(headers) : null);
}

/** When the limit starts anew: seconds since 1970. */
function readReset(headers: Headers): Date | null {
  const seconds = Number(headers.get('fastly-ratelimit-reset') ?? '');
  return Number.isFinite(seconds) && seconds > 0 ? new Date(seconds * 1_000) : null;
}
