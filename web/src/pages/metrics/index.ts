export { EditMetricPage, NewMetricPage } from './MetricFormPages.js';
export { MetricSyncsPage } from './MetricSyncsPage.js';
export { MetricPage } from './MetricPage.js';
export { MetricsPage } from './MetricsPage.js';
export { CollectionPage, NewCollectionPage } from './CollectionPages.js';
export { CollectionsPage } from './CollectionsPage.js';
