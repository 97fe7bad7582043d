import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';

/** An allocation that refers to something which flags share. */
export interface FlagUse {
  readonly flag: string;
  readonly environment: string;
  readonly allocation: string;
  readonly isEnabled: boolean;
  /** The keys that it refers to. */
  readonly referred: readonly string[];
}

@Injectable()
export class FlagUseStore {
  /** Allocations, of flags that are not archived, which contain a piece of JSON such as `{"audiences": ["vip"]}`. */
  async list(
    tx: Transaction,
    workspaceId: string,
    piece: { readonly audiences: readonly string[] },
  ): Promise<FlagUse[]> {
    return this.#select(tx, workspaceId, JSON.stringify(piece));
  }

  /** All allocations, whether or not they refer to anything. */
  async listAll(tx: Transaction, workspaceId: string): Promise<FlagUse[]> {
    return this.#select(tx, workspaceId, '{}');
  }

  async #select(tx: Transaction, workspaceId: string, piece: string): Promise<FlagUse[]> {
    return tx.query<FlagUse[]>(
      `SELECT f.key AS flag, e.key AS environment, a.allocation ->> 'key' AS allocation, fe.is_enabled AS "isEnabled",
              coalesce(a.allocation -> 'audiences', '[]') AS referred
         FROM flag_environment AS fe
         JOIN flag AS f ON f.id = fe.flag_id
         JOIN environment AS e ON e.id = fe.environment_id
        CROSS JOIN jsonb_array_elements(fe.allocations) WITH ORDINALITY AS a (allocation, position)
        WHERE f.workspace_id = $1 AND f.archived_at IS NULL
          AND fe.allocations @> jsonb_build_array($2::jsonb) AND a.allocation @> $2::jsonb
        ORDER BY f.key COLLATE "C", e.created_at, e.key, a.position`,
      [workspaceId, piece],
    );
  }
}
