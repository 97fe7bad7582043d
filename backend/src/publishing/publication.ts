import type { Part, PartForms } from './parts.js';
import type { RulesetForms } from './ruleset.js';

/** Something of each form of a ruleset; of the models null where there are none. */
type PerForm<T> = Readonly<Record<Exclude<keyof RulesetForms, 'bandits'>, T>> & { readonly bandits: T | null };

/** One publish: which content became the newest of an environment, under which number and signatures. */
export interface Publication {
  readonly environmentId: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  /** 1, 2, 3 … per environment. */
  readonly version: number;
  /** Names the content, see `contentOf`. */
  readonly content: string;
  /** The header `Assay-Ruleset` of each form. */
  readonly headers: PerForm<string>;
  /** What keys that are limited to tags get, by tag set. */
  readonly parts: readonly Part[];
  readonly publishedAt: Date;
}

/** An earlier content that an environment serves until it is let go. */
export interface Pin {
  readonly environmentId: string;
  readonly organisationId: string;
  readonly workspaceId: string;
  /** The publication that somebody chose. */
  readonly version: number;
  readonly content: string;
  readonly reason: string;
  readonly pinnedBy: string;
  readonly pinnedAt: Date;
}

/** A publication with the bytes that go out, compressed (gzip); those of parts by their digest. */
export interface PublishedForms extends Publication {
  readonly forms: PerForm<Buffer>;
  readonly partForms: ReadonlyMap<string, Readonly<Record<keyof PartForms, Buffer>>>;
}

/** Channel of the database on which every delivering process hears of a publication; the payload is the environment. */
export const rulesetChannel = 'rulesets';
