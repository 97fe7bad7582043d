export { EdgeHost, type HostReply, type HostRequest } from './edge-host.js';
export { type EdgeStores, type KvValue } from './store-calls.js';
export { findViceroy, startViceroy, type Viceroy } from './viceroy.js';
export { buildEdgeModule, type BuiltEdge } from './built-edge.js';
