export { type Publication, type PublishedForms, rulesetChannel } from './publication.js';
export { Publisher } from './publisher.service.js';
export { PublishingModule } from './publishing.module.js';
export { RulesetsLookup } from './rulesets.lookup.js';
export { isSigned } from './signing/signature.js';
