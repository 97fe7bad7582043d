import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  layerInput,
  type LayerInput,
  layerPage,
  layerUpdate,
  type LayerUpdate,
  layerView,
  type LayerView,
} from '@assay/api-contract';
import { type Actor, Can, Who } from '../../identity/index.js';
import { Answers, IfMatch, type Page } from '../../kernel/index.js';
import { LayersService } from './layers.service.js';

@ApiTags('Flags')
@Controller('layers')
export class LayersController {
  constructor(private readonly layers: LayersService) {}

  @Get()
  @Can('insight.view')
  @Answers(layerPage)
  list(@Who() who: Actor): Promise<Page<LayerView>> {
    return this.layers.list(who);
  }

  @Get(':key')
  @Can('insight.view')
  @Answers(layerView)
  get(@Who() who: Actor, @Param('key') key: string): Promise<LayerView> {
    return this.layers.view(who, key);
  }

  @Post()
  @Can('flag.edit')
  @Answers(layerView, 201)
  create(@Who() who: Actor, @Body({ schema: layerInput }) input: LayerInput): Promise<LayerView> {
    return this.layers.create(who, input);
  }

  @Put(':key')
  @Can('flag.edit')
  @Answers(layerView)
  update(
    @Who() who: Actor,
    @Param('key') key: string,
    @Body({ schema: layerUpdate }) input: LayerUpdate,
    @IfMatch() version: number | null,
  ): Promise<LayerView> {
    return this.layers.update(who, key, input, version);
  }

  @Delete(':key')
  @Can('flag.edit')
  @HttpCode(204)
  remove(@Who() who: Actor, @Param('key') key: string, @IfMatch() version: number | null): Promise<void> {
    return this.layers.remove(who, key, version);
  }
}
