import { z } from 'zod';
import { pageOf } from './common.js';

/** One publication of an environment: which ruleset became the newest, when, and under which signature. */
export const publicationView = z
  .object({
    /** 1, 2, 3 … per environment; clients take nothing lower than what they hold. */
    version: z.number().int(),
    /** Names the content: publications with the same content are byte-identical. */
    content: z.string(),
    /** Number of flags in it. */
    flags: z.number().int(),
    publishedAt: z.iso.datetime(),
    /** Key that signed it. */
    kid: z.string(),
  })
  .meta({ id: 'Publication' });
export type PublicationView = z.infer<typeof publicationView>;

export const publicationPage = pageOf(publicationView).meta({ id: 'PublicationPage' });

/** What a publication changed against the one before it. */
export const publicationChanges = z
  .object({
    /** The publication before it; null for the first. */
    since: z.number().int().nullable(),
    /** True: the same ruleset under a new version or signature. */
    isSameContent: z.boolean(),
    flags: z.array(z.object({ key: z.string(), change: z.enum(['added', 'changed', 'removed']) })),
  })
  .meta({ id: 'PublicationChanges' });
export type PublicationChanges = z.infer<typeof publicationChanges>;

export const pinInput = z
  .strictObject({
    /** The publication to serve again. */
    version: z.number().int().min(1),
    reason: z.string().trim().min(1, 'Say why: others will ask.').max(500),
  })
  .meta({ id: 'PinInput' });
export type PinInput = z.infer<typeof pinInput>;

/** An earlier publication that is served, under a new version, whatever is changed meanwhile. */
export const pinView = z
  .object({
    version: z.number().int(),
    content: z.string(),
    reason: z.string(),
    by: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Pin' });
export type PinView = z.infer<typeof pinView>;

/** How far a change of this environment has come. */
export const deliveryStateView = z
  .object({
    /** Newest publication; null before the first. */
    published: publicationView.nullable(),
    pin: pinView.nullable(),
    /** Why the flags, as they are, are not published; null = they are. */
    refused: z.string().nullable(),
    /** The edge; null when none is set up or it has not been asked yet. */
    edge: z
      .object({
        /** Newest version that was read back from the edge's store; 0 = none yet. */
        version: z.number().int(),
        confirmedAt: z.iso.datetime().nullable(),
        /** Attempts that failed since. */
        attempts: z.number().int(),
        problem: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'DeliveryState' });
export type DeliveryStateView = z.infer<typeof deliveryStateView>;

/** The public half of a key that signs rulesets; SDKs that check signatures are given it. */
export const signingKeyView = z
  .object({
    kid: z.string(),
    /** Ed25519, base64 of the 32 raw bytes. */
    publicKey: z.string(),
    /** `waiting`: give it to SDKs, then activate it. `accepted`: signed until another one did; retire it in the end. */
    status: z.enum(['waiting', 'signing', 'accepted', 'retired']),
    createdAt: z.iso.datetime(),
    activatedAt: z.iso.datetime().nullable(),
    retiredAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SigningKey' });
export type SigningKeyView = z.infer<typeof signingKeyView>;

export const signingKeyPage = pageOf(signingKeyView).meta({ id: 'SigningKeyPage' });
