import type { AllocationInput } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';

/** What allocations may refer to, as far as they do. */
export interface Surroundings {
  /** Keys of audiences that exist. */
  readonly audiences: readonly string[];
}

/** What allocations refer to and is not there. */
export const checkReferences = (allocations: readonly AllocationInput[], around: Surroundings): FieldError[] =>
  allocations.flatMap((allocation, at) =>
    allocation.audiences.flatMap((key, nth): FieldError[] => {
      const path = `allocations.${at}.audiences.${nth}`;
      if (!around.audiences.includes(key)) {
        return [{ path, message: `There is no audience "${key}". Make it first, or remove it here.` }];
      }
      return allocation.audiences.indexOf(key) < nth ? [{ path, message: `"${key}" is listed twice.` }] : [];
    }),
  );
