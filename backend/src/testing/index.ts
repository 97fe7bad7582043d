export { type BackendOptions, createTestDatabase, startBackend, type TestBackend } from './backend.js';
export { type Answer, Browser } from './browser.js';
export { inDuckDb, Shop, type ShopExperiment } from './shop.js';
