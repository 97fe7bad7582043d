import type { Audit } from '../audit/index.js';
import type { Transaction } from '../database/index.js';
import type { Actor } from '../identity/index.js';
import type { Definition } from './definition.js';
import { auditViewOf } from './definition.view.js';

/** Appends to the trail that a definition came, changed or went; null stands for its not being there. */
export async function noteDefinition(
  audit: Audit,
  tx: Transaction,
  who: Actor,
  verb: 'created' | 'updated' | 'deleted',
  before: Definition | null,
  after: Definition | null,
): Promise<void> {
  const named = after ?? before;
  if (named === null) return;
  await audit.append(tx, {
    actor: who,
    action: `${named.kind}.${verb}`,
    target: { kind: named.kind, id: named.id, name: named.body.name },
    before: before && auditViewOf(before),
    after: after && auditViewOf(after),
  });
}
