import { Failure, type FailureCode } from '../kernel/index.js';

/** What a call to Secret Manager threw: a gRPC status, or over HTTP the status of the answer. */
interface Refusal {
  readonly status: number;
  readonly message: string;
}

export const statusOf = (thrown: unknown): Refusal => {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? Number(thrown.code) : Number.NaN;
  return { status: Number.isNaN(code) ? 2 : code, message: thrown instanceof Error ? thrown.message : '' };
};

/** NOT_FOUND, over gRPC or HTTP. */
export const isAbsent = (thrown: unknown): boolean => [5, 404].includes(statusOf(thrown).status);

/** ALREADY_EXISTS, over gRPC or HTTP. */
export const isThere = (thrown: unknown): boolean => [6, 409].includes(statusOf(thrown).status);

interface Rule {
  readonly statuses: readonly number[];
  readonly says?: RegExp;
  readonly code: FailureCode;
  readonly text: string;
}

/** gRPC status codes (google.rpc.Code) and what each means here; the first row that fits decides. */
export const googleRules: readonly Rule[] = [
  { statuses: [5, 404], code: 'not_found', text: 'This credential was never stored. Enter it again.' },
  {
    statuses: [9, 400],
    says: /DESTROYED/,
    code: 'gone',
    text: 'This credential was destroyed. Enter a new one.',
  },
  {
    statuses: [9, 400],
    says: /DISABLED/,
    code: 'unavailable',
    text: 'This credential is disabled in Secret Manager. Enable its version there, or enter a new one.',
  },
  {
    statuses: [7, 403],
    code: 'upstream_failed',
    text: 'Secret Manager refused this service account. Give it the roles that the documentation of secrets lists.',
  },
  {
    statuses: [16, 401],
    code: 'upstream_failed',
    text: 'Secret Manager did not accept the credentials of this service. Check its service account.',
  },
  {
    statuses: [8, 429],
    code: 'unavailable',
    text: 'The quota of Secret Manager is used up for now. Try again in a minute.',
  },
  {
    statuses: [4, 10, 13, 14, 500, 503, 504],
    code: 'unavailable',
    text: 'Secret Manager did not answer. Try again in a minute.',
  },
];

/** A refusal in our words. What Google said stays in the cause, for the log. */
export function googleFailure(thrown: unknown): Failure {
  const { status, message } = statusOf(thrown);
  const rule = googleRules.find(({ statuses, says }) => statuses.includes(status) && (says?.test(message) ?? true));
  const text = rule?.text ?? 'Secret Manager refused the call. Its status tells why.';
  return new Failure(rule?.code ?? 'upstream_failed', text, { status }, { cause: thrown });
}
