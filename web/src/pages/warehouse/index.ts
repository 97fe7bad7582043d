export { ConnectionPage } from './ConnectionPage.js';
export { NewConnectionPage } from './NewConnectionPage.js';
export { WarehousePage } from './WarehousePage.js';
