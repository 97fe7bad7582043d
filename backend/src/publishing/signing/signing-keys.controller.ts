import { Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { signingKeyPage, signingKeyView, type SigningKeyView } from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, type Page } from '../../kernel/index.js';
import { SigningKeysService } from './signing-keys.service.js';

@ApiTags('Flags')
@Controller('signing-keys')
export class SigningKeysController {
  constructor(private readonly keys: SigningKeysService) {}

  @Get()
  @Can('insight.view')
  @Answers(signingKeyPage)
  list(@Who() who: Actor): Promise<Page<SigningKeyView>> {
    return this.keys.list(who);
  }

  @Post()
  @Can('sdk_key.edit')
  @Answers(signingKeyView, 201)
  create(@Who() who: Actor): Promise<SigningKeyView> {
    return this.keys.create(who);
  }

  @Post(':kid/activation')
  @HttpCode(200)
  @Can('sdk_key.edit')
  @Answers(signingKeyView)
  activate(@Who() who: Actor, @Param('kid') kid: string): Promise<SigningKeyView> {
    return this.keys.activate(who, kid);
  }

  @Delete(':kid')
  @Can('sdk_key.edit')
  @Answers(signingKeyView)
  retire(@Who() who: Actor, @Param('kid') kid: string): Promise<SigningKeyView> {
    return this.keys.retire(who, kid);
  }
}
