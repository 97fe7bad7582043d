export { EditBanditPage, NewBanditPage } from './BanditFormPages.js';
export { BanditPage } from './BanditPage.js';
export { BanditsPage } from './BanditsPage.js';
