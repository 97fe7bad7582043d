export { EventList } from './EventList.js';
