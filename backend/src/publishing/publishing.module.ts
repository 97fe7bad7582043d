import { Module } from '@nestjs/common';
import { BanditsModule } from '../bandits/index.js';
import { FlagsModule } from '../flags/index.js';
import { EdgeCostLimit } from './edge/edge-cost.service.js';
import { EdgeGrants } from './edge/edge-grants.service.js';
import { EdgePublisher } from './edge/edge-publisher.service.js';
import { EdgeStore } from './edge/edge.store.js';
import { PublicationStore } from './publication.store.js';
import { PublicationsController } from './publications.controller.js';
import { PublicationsService } from './publications.service.js';
import { Publisher } from './publisher.service.js';
import { RulesetsLookup } from './rulesets.lookup.js';
import { SigningKeyStore } from './signing/signing-key.store.js';
import { SigningKeysController } from './signing/signing-keys.controller.js';
import { SigningKeysService } from './signing/signing-keys.service.js';
import { Signer } from './signing/signer.service.js';

const stores = [EdgeStore, PublicationStore, SigningKeyStore];

@Module({
  imports: [FlagsModule, BanditsModule],
  controllers: [PublicationsController, SigningKeysController],
  providers: [
    ...stores,
    EdgeCostLimit,
    EdgeGrants,
    EdgePublisher,
    PublicationsService,
    Publisher,
    RulesetsLookup,
    Signer,
    SigningKeysService,
  ],
  exports: [Publisher, RulesetsLookup],
})
export class PublishingModule {}
