import { Injectable } from '@nestjs/common';
import { IsNull, LessThan } from 'typeorm';
import type { Transaction } from '../../database/index.js';
import { SignInLinkEntity } from './sign-in-link.entity.js';

/** A promise to let one person in, once. */
export interface SignInLink {
  readonly organisationId: string;
  readonly personId: string;
  readonly expiresAt: Date;
}

@Injectable()
export class SignInLinkStore {
  async add(tx: Transaction, link: SignInLink, tokenHash: string): Promise<void> {
    await tx.insert(SignInLinkEntity, { ...link, tokenHash, usedAt: null });
  }

  async find(tx: Transaction, tokenHash: string): Promise<(SignInLink & { readonly usedAt: Date | null }) | null> {
    return tx.findOneBy(SignInLinkEntity, { tokenHash });
  }

  /** Takes the link; of two readers at the same moment one gets true. */
  async use(tx: Transaction, tokenHash: string, at: Date): Promise<boolean> {
    const { affected } = await tx.update(SignInLinkEntity, { tokenHash, usedAt: IsNull() }, { usedAt: at });
    return affected === 1;
  }

  /** Links are remembered for a day after their end, to say "used" rather than "unknown"; then they go. */
  async forget(tx: Transaction, before: Date): Promise<void> {
    await tx.delete(SignInLinkEntity, { expiresAt: LessThan(before) });
  }
}
