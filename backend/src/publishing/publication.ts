import type { RulesetForms } from './ruleset.js';

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
  readonly headers: Readonly<Record<keyof RulesetForms, string>>;
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

/** A publication with the bytes that go out, compressed (gzip). */
export interface PublishedForms extends Publication {
  readonly forms: Readonly<Record<keyof RulesetForms, Buffer>>;
}

/** Channel of the database on which every delivering process hears of a publication; the payload is the environment. */
export const rulesetChannel = 'rulesets';
