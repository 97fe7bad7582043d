import type { AllocationInput } from '@assay/api-contract';
import { shareText, slicesOf } from './words.js';
import '../Flag.css';

interface SplitBarProps {
  readonly allocation: AllocationInput;
  /** Variations in the flag's order: a variation has one shade everywhere. */
  readonly variationKeys: readonly string[];
}

/** Who gets which variation, as lengths; what is not let in passes on to the next allocation. */
export function SplitBar({ allocation, variationKeys }: SplitBarProps) {
  const { slices, passesOn } = slicesOf(allocation);
  const isShared = slices.length > 1;
  return (
    <div className="split" role="img" aria-label={labelOf(allocation)}>
      {slices
        .filter((slice) => slice.share > 0)
        .map((slice) => (
          <span
            key={slice.key}
            className={`shade-${Math.max(0, variationKeys.indexOf(slice.key)) % 4}`}
            style={{ width: `${slice.share * 100}%` }}
            title={`${slice.key}: ${shareText(slice.share)} of those who come here`}
          >
            {slice.key}
            {isShared && ` ${shareText(slice.weight)}`}
          </span>
        ))}
      {passesOn > 0.0005 && (
        <span className="passes" style={{ width: `${passesOn * 100}%` }}>
          passes on
        </span>
      )}
    </div>
  );
}

const labelOf = (allocation: AllocationInput): string => {
  const { slices, passesOn } = slicesOf(allocation);
  const served = slices.map((slice) => `${slice.key} ${shareText(slice.weight)}`).join(', ');
  return passesOn > 0 ? `${served}; ${shareText(passesOn)} of traffic passes on` : served;
};
