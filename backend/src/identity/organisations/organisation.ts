/** A customer: the boundary that no row crosses. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A part of an organisation with its own warehouse, definitions, experiments and flags. */
export interface Workspace {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
