import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { signingKeyPage, type SigningKeyView } from '@assay/api-contract';
import { type Actor, Can, Who } from '../identity/index.js';
import { Answers, type Page } from '../kernel/index.js';
import { Signer } from './signer.service.js';

@ApiTags('Flags')
@Controller('signing-keys')
export class SigningKeysController {
  constructor(private readonly signer: Signer) {}

  @Get()
  @Can('insight.view')
  @Answers(signingKeyPage)
  list(@Who() who: Actor): Promise<Page<SigningKeyView>> {
    return this.signer.list(who);
  }
}
