import type { ConditionInput } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { refusalOfPattern } from './pattern.js';

const version =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/;
const decimal = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/** What is wrong with a condition, as one error at its value; null when every client decides it the same way. */
export function checkCondition(condition: ConditionInput, path: string): FieldError | null {
  const message = refusalOf(condition);
  return message === null ? null : { path: `${path}.value`, message };
}

function refusalOf({ operator, value }: ConditionInput): string | null {
  switch (operator) {
    case 'ONE_OF':
    case 'NOT_ONE_OF':
      if (!Array.isArray(value)) return 'Give a list of texts; numbers as they are printed, such as "3.5".';
      return value.length === 0 ? 'List at least one value.' : null;
    case 'IS_NULL':
      return typeof value === 'boolean' ? null : 'Give true (has no value) or false (has one).';
    case 'MATCHES':
    case 'NOT_MATCHES':
      return typeof value === 'string' ? refusalOfPattern(value) : 'Give a regular expression as text.';
    case 'GTE':
    case 'GT':
    case 'LTE':
    case 'LT':
      if (typeof value === 'number') return Number.isFinite(value) ? null : 'Give a finite number.';
      if (typeof value === 'string' && (version.test(value) || decimal.test(value))) return null;
      return 'Give a number, or a whole version such as 2.1.0. Dates are compared as numbers.';
    default:
      return operator satisfies never;
  }
}
