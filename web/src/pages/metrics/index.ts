export { EditMetricPage, NewMetricPage } from './MetricFormPages.js';
export { MetricPage } from './MetricPage.js';
export { MetricsPage } from './MetricsPage.js';
