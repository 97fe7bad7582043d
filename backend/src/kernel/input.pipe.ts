import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { invalid } from './errors.js';
import { findUnstorable, invalidInput } from './validation.js';

/** Checks every body, query and parameter that has a schema, and hands on what the schema made of it. */
@Injectable()
export class InputPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: invalidInput });
  }

  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type === 'custom') return value;
    const path = findUnstorable(value, metadata.data ?? '');
    if (path !== null) throw invalid(path, 'Remove the NUL character; text cannot hold it.');
    return super.transform(value, metadata);
  }
}
