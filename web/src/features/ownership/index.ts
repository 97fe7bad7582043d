export { MetadataFields } from './MetadataFields.js';
export { OwnershipFields } from './OwnershipFields.js';
export { TeamField, TeamLink, TeamName } from './TeamField.js';
export { OwnershipFilter, useOwnershipFilter } from './OwnershipFilter.js';
