export { DemoModule } from './demo.module.js';
export { DemoService, type ShopSettings } from './demo.service.js';
