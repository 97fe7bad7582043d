export { publishable, type ServedBandit, writeReferences, type WrittenReferences } from './bandit.js';
export { BanditsModule } from './bandits.module.js';
export { PublishedBandits } from './published-bandits.lookup.js';
export { TrainingSchedule } from './training/training-schedule.service.js';
