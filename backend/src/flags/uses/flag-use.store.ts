import { type AllocationInput, allocationInput } from '@assay/api-contract';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';

/** An allocation that may refer to something which flags share. */
export interface FlagUse {
  readonly flag: string;
  readonly environment: string;
  readonly allocation: string;
  readonly isEnabled: boolean;
  readonly content: AllocationInput;
}

/** What an allocation has to contain. */
type Piece =
  | { readonly audiences: readonly string[] }
  | { readonly layer: { readonly key: string } }
  | { readonly holdout: { readonly key: string } }
  | { readonly requires: readonly { readonly flag: string }[] };

@Injectable()
export class FlagUseStore {
  /** Allocations of flags that are not archived. */
  async listAll(tx: Transaction, workspaceId: string): Promise<FlagUse[]> {
    return this.#select(tx, workspaceId, '{}');
  }

  /** Of these, those that contain a piece of JSON such as `{"audiences": ["vip"]}`. */
  async list(tx: Transaction, workspaceId: string, piece: Piece): Promise<FlagUse[]> {
    return this.#select(tx, workspaceId, JSON.stringify(piece));
  }

  async #select(tx: Transaction, workspaceId: string, piece: string): Promise<FlagUse[]> {
    const rows = await tx.query<(FlagUse & { content: unknown })[]>(
      `SELECT f.key AS flag, e.key AS environment, a.allocation ->> 'key' AS allocation, fe.is_enabled AS "isEnabled",
              a.allocation AS content
         FROM flag_environment AS fe
         JOIN flag AS f ON f.id = fe.flag_id
         JOIN environment AS e ON e.id = fe.environment_id
        CROSS JOIN jsonb_array_elements(fe.allocations) WITH ORDINALITY AS a (allocation, position)
        WHERE f.workspace_id = $1 AND f.archived_at IS NULL
          AND fe.allocations @> jsonb_build_array($2::jsonb) AND a.allocation @> $2::jsonb
        ORDER BY f.key COLLATE "C", e.created_at, e.key, a.position`,
      [workspaceId, piece],
    );
    return rows.map((row) => ({ ...row, content: allocationInput.parse(row.content) }));
  }
}
