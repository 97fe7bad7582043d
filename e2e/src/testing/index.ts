export { apiOf, type Api } from './api.js';
export { startBrowser, signIn, type Window } from './browser.js';
export { buildProduct, newDataFolder, ownEnvironment, startProduct, until, type Product } from './product.js';
