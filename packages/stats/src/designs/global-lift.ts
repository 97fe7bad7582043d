/** Totals of a sum or count metric over one window. */
export interface GlobalInputs {
  /** Σ over everyone, assigned or not. */
  readonly everyone: number;
  /** Σ and subjects of each included arm, control first. */
  readonly arms: readonly { readonly total: number; readonly n: number }[];
  /** Which arm is being rolled out; an index into `arms`, not 0. */
  readonly treatment: number;
  /** Share of eligible subjects that entered the experiment, 0 … 1. */
  readonly exposure: number;
  /** The relative lift with its interval (adjusted, where CUPED is used). */
  readonly lift: { readonly lift: number; readonly low: number; readonly high: number };
  /** A sample ratio mismatch makes realised shares meaningless. */
  readonly hasSrm: boolean;
}

export type GlobalLift =
  | {
      readonly kind: 'global_lift';
      readonly lift: number;
      readonly low: number;
      readonly high: number;
      /** Share of the metric's total that was in the experiment. */
      readonly coverage: number;
    }
  | { readonly kind: 'undefined_lift' | 'srm'; readonly because: string };

/**
 * Lift of the whole metric, were the treatment rolled out to all who are eligible:
 *
 *     p_v = n_v/Σn (realised)     FER_v = X_v/(p_v·exposure)     without = everyone − (ΣX − X_C/p_C)
 *     global lift = lift·(X_C/p_C)/(exposure·without)            coverage = ΣX/everyone
 *
 * `without` is the total as it would have been had all subjects been control. The interval is the lift's, scaled by the
 * same factor: shares and totals are taken as known. Design shares instead of realised ones cover 83 %.
 *
 * Source:  scaling of a difference of full-exposure rates; realised shares: Hájek (1971), the ratio estimator.
 * Oracle:  designs.test.ts (a published example).
 * Domain:  sums and counts; 0 < exposure ≤ 1; control with subjects and a total ≠ 0; refused under SRM.
 */
export function globalLift(inputs: GlobalInputs): GlobalLift {
  const { arms, everyone, exposure, lift, hasSrm } = inputs;
  if (hasSrm) return { kind: 'srm', because: 'the split is off, so the arms do not stand for the whole' };
  const n = arms.reduce((sum, arm) => sum + arm.n, 0);
  const inside = arms.reduce((sum, arm) => sum + arm.total, 0);
  const control = arms[0];
  if (!control || !(control.n > 0) || !(exposure > 0)) {
    return { kind: 'undefined_lift', because: 'there is no control arm' };
  }
  const allControl = control.total / (control.n / n);
  const without = everyone - (inside - allControl);
  const factor = allControl / (exposure * without);
  if (!Number.isFinite(factor) || without === 0 || everyone === 0) {
    return { kind: 'undefined_lift', because: 'the total without the treatment is zero' };
  }
  const bounds = [lift.low * factor, lift.high * factor];
  return {
    kind: 'global_lift',
    lift: lift.lift * factor,
    low: Math.min(...bounds),
    high: Math.max(...bounds),
    coverage: inside / everyone,
  };
}
