export { fromWire } from '@assay/sdk-core';
