export { PublicationsPage } from './PublicationsPage.js';
