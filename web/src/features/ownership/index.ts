export { MetadataFields } from './MetadataFields.js';
export { OwnershipFields } from './OwnershipFields.js';
export { isOwned, OwnershipFilter } from './OwnershipFilter.js';
