import { Injectable } from '@nestjs/common';
import { Database } from '../database/index.js';
import type { PublishedForms } from './publication.js';
import { PublicationStore } from './publication.store.js';

/** For delivery: what is published, of all organisations. */
@Injectable()
export class RulesetsLookup {
  constructor(
    private readonly database: Database,
    private readonly publications: PublicationStore,
  ) {}

  /** The newest ruleset of every environment. */
  async listNewest(): Promise<PublishedForms[]> {
    return this.database.acrossOrganisations((tx) => this.publications.listNewest(tx));
  }

  /** The newest ruleset of one environment; null when it has none. */
  async findNewest(environmentId: string): Promise<PublishedForms | null> {
    const [newest = null] = await this.database.acrossOrganisations((tx) =>
      this.publications.listNewest(tx, environmentId),
    );
    return newest;
  }
}
