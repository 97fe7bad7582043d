export { type BodyOf, type Definition, type DefinitionKind, definitionKinds } from './definition.js';
export { DefinitionLookup, type NamedSource, type StoredMetric } from './definition.lookup.js';
export { DefinitionsService } from './definitions.service.js';
export { FactSourcesService } from './fact-sources.service.js';
export { problemsOfColumns } from './column-checks.js';
export { SelectShapes } from './select-shapes.service.js';
export { MetricsModule } from './metrics.module.js';
