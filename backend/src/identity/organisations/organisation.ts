/** What an organisation lets leave its warehouses. */
export interface Custody {
  /** Subjects that must contribute to a number before it leaves. */
  readonly minimumContributors: number;
  /** Whether a preview may show rows to the person who asks; otherwise names and types alone. */
  readonly previewRows: boolean;
}

export const defaultCustody: Custody = { minimumContributors: 10, previewRows: true };

/** A customer: the boundary that no row crosses. */
export interface Organisation extends Custody {
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
