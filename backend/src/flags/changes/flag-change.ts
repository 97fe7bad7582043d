import type { FlagChange } from '@assay/api-contract';
import type { FieldError } from '../../kernel/index.js';
import { checkAllocations } from '../checks/allocations.js';
import { checkReferences, type Surroundings } from '../checks/references.js';
import { checkRemoved, checkVariations } from '../checks/variations.js';
import type { Environment } from '../environments/environment.js';
import { archive, type Flag, type FlagEnvironment, redefine, setEnvironment } from '../flag.js';

/** The flag after a change. However many parts it has, the version rises by one. */
export function applyChange(flag: Flag, { definition, environments, isArchived }: FlagChange, at: Date): Flag {
  let after = definition === undefined ? flag : redefine(flag, definition, at);
  for (const own of flag.environments) {
    const next = environments?.[own.environment];
    if (next !== undefined) after = setEnvironment({ ...after, version: flag.version }, own.environmentId, next, at);
  }
  if (isArchived === true) after = archive({ ...after, version: flag.version }, at);
  return after;
}

/** Everything that is wrong with a change, field by field; `prefix` names an environment's part of the input. */
export function checkChange(
  flag: Flag,
  change: FlagChange,
  around: Surroundings,
  prefix: (environment: string) => string = (environment) => `environments.${environment}.`,
): FieldError[] {
  const { definition, environments = {} } = change;
  const variations = definition?.variations ?? flag.variations;
  const errors: FieldError[] = definition === undefined ? [] : [...checkVariations(flag.type, variations)];
  const known = flag.environments.map((one) => one.environment);
  for (const [key, { allocations }] of Object.entries(environments)) {
    if (!known.includes(key)) {
      const message = `There is no environment "${key}" here. Choose of ${known.join(', ')}.`;
      errors.push({ path: `environments.${key}`, message });
    }
    errors.push(
      ...[...checkAllocations(allocations, variations), ...checkReferences(key, allocations, around)].map(
        ({ path, message }) => ({
          path: `${prefix(key)}${path}`,
          message,
        }),
      ),
    );
  }
  if (definition !== undefined) {
    const untouched = flag.environments.filter((one) => environments[one.environment] === undefined);
    errors.push(...checkRemoved(variations, untouched));
  }
  return errors;
}

/** The parts of a flag that a change would replace, as they are now: what to go back to, and to compare with. */
export function touchedBy(flag: Flag, { definition, environments }: FlagChange): FlagChange {
  const { name, description, variations, tags, owner, teamId, metadata } = flag;
  const touched = flag.environments.filter((one) => environments?.[one.environment] !== undefined);
  return {
    ...(definition !== undefined && {
      definition: {
        ...{ name, description, variations: [...variations], tags: [...tags], owner },
        ...(definition.teamId !== undefined && { teamId }),
        ...(definition.metadata !== undefined && { metadata }),
      },
    }),
    ...(environments !== undefined && {
      environments: Object.fromEntries(touched.map((own) => [own.environment, stateOf(own)])),
    }),
  };
}

const stateOf = ({ isEnabled, allocations }: FlagEnvironment) => ({ isEnabled, allocations: [...allocations] });

/** What subjects of an environment can notice of a flag; null where it is off. */
function servedIn({ variations, tags, archivedAt }: Flag, { isEnabled, allocations }: FlagEnvironment): string | null {
  if (!isEnabled || archivedAt !== null) return null;
  // Keys that are limited to tags are served the flag, or no longer.
  return JSON.stringify([variations.map(({ key, value }) => [key, value]), allocations, tags]);
}

/**
 * Environments in which a change needs approval: those that ask for it and where subjects could notice. Turning off
 * never waits, for it is what one does when something is on fire.
 */
export function approvalsNeeded(before: Flag, after: Flag, environments: readonly Environment[]): string[] {
  return after.environments
    .filter((own, at) => {
      const old = before.environments[at]!;
      const isGuarded = environments.some(({ id, needsApproval }) => id === own.environmentId && needsApproval);
      const isKilled = !own.isEnabled && after.archivedAt === null;
      return isGuarded && !isKilled && servedIn(before, old) !== servedIn(after, own);
    })
    .map((own) => own.environment);
}
