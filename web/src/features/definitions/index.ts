export { History } from './History.js';
export { Uses } from './Uses.js';
