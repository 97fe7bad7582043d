import type { FactSourceInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Actor } from '../identity/index.js';
import { newId } from '../kernel/index.js';
import type { Definition } from './definition.js';
import { DefinitionsService } from './definitions.service.js';
import { withFactIds } from './fact-ids.js';

/** Fact sources, whose facts have ids of their own that metrics name. */
@Injectable()
export class FactSourcesService {
  constructor(private readonly definitions: DefinitionsService) {}

  async create(who: Actor, input: FactSourceInput): Promise<Definition<'fact_source'>> {
    return this.definitions.create(who, 'fact_source', withFactIds(input, null, newFactId));
  }

  async edit(
    who: Actor,
    id: string,
    input: FactSourceInput,
    version: number | null,
  ): Promise<Definition<'fact_source'>> {
    const before = await this.definitions.get(who, 'fact_source', id);
    return this.definitions.edit(who, 'fact_source', id, withFactIds(input, before.body, newFactId), version);
  }
}

const newFactId = (): string => newId('fct');
