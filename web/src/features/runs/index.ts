export { CarriedForwardNotice } from './CarriedForwardNotice.js';
export { LastRunNotice } from './LastRunNotice.js';
export { Progress } from './Progress.js';
export { causeWords, isOver, RunChip } from './RunChip.js';
export { useCancel, useRefresh, useRun } from './useRun.js';
export { RunsTable } from './RunsTable.js';
export { Statements } from './Statements.js';
export { RefreshButton } from './RefreshButton.js';
