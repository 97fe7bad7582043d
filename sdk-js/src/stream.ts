/** Give this as the option `stream`: the client then hears of a publish within about a second. */
export { followStream } from '@assay/sdk-core';
