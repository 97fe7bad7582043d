/** The key under which a client carries what entries of other bundles build on; the same in all of them. */
export const internals: unique symbol = Symbol.for('assay.internals') as never;
