export { fromPrecomputedWire, fromWire, type WiredAssignments } from '@assay/sdk-core';
