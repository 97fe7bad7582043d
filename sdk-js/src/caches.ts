/** Memories of what was logged, for the options `assignmentCache` and `banditCache`. */
export { expiringCache, keepAll, lruCache, type AssignmentCache } from '@assay/sdk-core';
