import type { Statement } from './statement.js';

/** One reviewed text: `golden/<query>/<name>.<dialect>.sql`. */
export interface GoldenCase {
  readonly query: string;
  readonly name: string;
  readonly statement: Statement;
}
