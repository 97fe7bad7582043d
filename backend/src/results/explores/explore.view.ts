import type { ExploreView } from '@assay/api-contract';
import type { Explore } from './explore.js';

/** An explore as the API shows it. */
export const exploreViewOf = ({ id, experimentId, chart, version, createdAt, updatedAt }: Explore): ExploreView => ({
  ...{ id, experimentId, version },
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
  ...chart,
});
