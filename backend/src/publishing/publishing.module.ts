import { Module } from '@nestjs/common';
import { FlagsModule } from '../flags/index.js';
import { PublicationStore } from './publication.store.js';
import { Publisher } from './publisher.service.js';
import { RulesetsLookup } from './rulesets.lookup.js';
import { SigningKeysController } from './signing-keys.controller.js';
import { Signer } from './signer.service.js';

@Module({
  imports: [FlagsModule],
  controllers: [SigningKeysController],
  providers: [PublicationStore, Publisher, RulesetsLookup, Signer],
  exports: [Publisher, RulesetsLookup],
})
export class PublishingModule {}
