import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/index.js';
import { EdgeGrants } from './edge/edge-grants.service.js';
import { EdgePublisher } from './edge/edge-publisher.service.js';
import { EdgeStore } from './edge/edge.store.js';
import { PublicationStore } from './publication.store.js';
import { Publisher } from './publisher.service.js';
import { RulesetsLookup } from './rulesets.lookup.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { Signer } from './signer.service.js';

@Module({
  imports: [FlagsModule],
  controllers: [SigningKeysController],
  providers: [EdgeGrants, EdgePublisher, EdgeStore, PublicationStore, Publisher, RulesetsLookup, Signer],
  exports: [Publisher, RulesetsLookup],
})
export class PublishingModule {}
