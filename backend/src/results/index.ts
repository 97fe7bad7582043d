export { ResultsModule } from './results.module.js';
export { ResultsService } from './results.service.js';
