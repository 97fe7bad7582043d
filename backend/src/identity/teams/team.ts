import type { TeamView } from '@assay/api-contract';
import { Failure } from '../../kernel/index.js';

/** People who answer for things together. */
export interface Team {
  readonly id: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export type TeamMember = TeamView['members'][number];

/** Something that a team owns, as messages name it. */
export interface Owned {
  readonly kind: 'experiment' | 'flag' | 'metric';
  readonly name: string;
}

export const teamViewOf = (
  { id, name, description, version, createdAt, updatedAt }: Team,
  members: readonly TeamMember[],
  owns: TeamView['owns'],
): TeamView => ({
  ...{ id, name, description, version, members: [...members], owns },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});

const namedAtMost = 20;

/** Refused: what a team owns must be somebody's. At most 20 are named. */
export function stillOwning({ name }: Team, owned: readonly Owned[]): Failure {
  const list = owned.slice(0, namedAtMost).map((one) => `${one.kind} “${one.name}”`);
  const rest = owned.length > namedAtMost ? ` and ${owned.length - namedAtMost} more` : '';
  const message = `The team “${name}” owns ${list.join(', ')}${rest}. Hand them over to another team (handTo), or give them another owner first.`;
  return new Failure('conflict', message, { count: owned.length });
}
