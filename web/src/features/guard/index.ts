export { GuardForm } from './GuardForm.js';
export { GuardNotice } from './GuardNotice.js';
