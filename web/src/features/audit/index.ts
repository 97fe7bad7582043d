export { EventList } from './EventList.js';
export { changesOf, type Change } from './changes.js';
