export { conclude, eventsEndOf, type Experiment, type LastRun, start } from './experiment.js';
export { ExperimentsModule } from './experiments.module.js';
export { ExperimentsService } from './experiments.service.js';
