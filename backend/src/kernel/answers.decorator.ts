import { applyDecorators, SerializeOptions } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { ZodType } from 'zod';

/** What a route answers with: strips whatever the schema does not list, and documents it. */
export const Answers = (schema: ZodType, status: 200 | 201 | 202 = 200): MethodDecorator =>
  applyDecorators(SerializeOptions({ schema }), ApiResponse({ status, standardSchema: schema }));
