export { AssayProvider, useAssay, type Assay, type AssayProviderProps } from './provider.js';
export { useBoolean, useBooleanDetails, useInteger, useJson, useNumber, useString, useStringDetails } from './hooks.js';
export { bootstrapText } from './bootstrap.js';
export type { Status } from './store.js';
