/**
 * Whom custody counts where it asks for a minimum of contributors: the column of a table of subjects that names them.
 * Members of a cluster are one customer, and so are the slots of a unit. null = the subjects themselves.
 */
export type CountedBy = 'cluster_key' | 'unit' | null;
