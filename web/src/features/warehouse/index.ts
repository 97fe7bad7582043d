export { Costs } from './Costs.js';
export { ConnectionForm } from './ConnectionForm.js';
export { addressOf, inputFrom, kindNames, newConnection } from './draft.js';
export { ExcessRights } from './ExcessRights.js';
export { SchemaBrowser } from './SchemaBrowser.js';
export { TestSteps } from './TestSteps.js';
export { useTest } from './useTest.js';
