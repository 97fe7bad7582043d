import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { parseIfMatch } from './preconditions.js';

interface HeaderHolder {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Parameter: the version that the caller says they edit, from If-Match. Required unless the caller sends `*`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number | null => {
  const header = context.switchToHttp().getRequest<HeaderHolder>().headers['if-match'];
  return parseIfMatch(Array.isArray(header) ? header[0] : header);
});
