import type { LayerView } from '@assay/api-contract';
import { Link } from 'react-router';
import { shareText } from '../waterfall/words.js';
import { freeParts, shards } from './parts.js';
import '../Flag.css';

/** Who takes which part of a layer in one environment: as lengths, and as a list that says the same. */
export function LayerMap({ layer, environment }: { layer: LayerView; environment: string }) {
  const uses = layer.uses.filter((use) => use.environment === environment);
  const free = freeParts(uses);
  const freeShare = free.reduce((sum, { start, end }) => sum + end - start, 0) / shards;
  const parts = [
    ...uses.map((use, at) => ({ ...use, shade: at % 4 })),
    ...free.map((part) => ({ ...part, shade: -1 })),
  ];
  return (
    <div>
      <div className="split" aria-hidden="true">
        {[...parts]
          .sort((a, b) => a.start - b.start)
          .map(({ start, end, shade, ...use }) => (
            <span
              key={start}
              className={shade < 0 ? 'passes' : `shade-${shade}`}
              style={{ width: `${((end - start) / shards) * 100}%` }}
            >
              {'flag' in use ? String(use.flag) : 'free'}
            </span>
          ))}
      </div>
      <ul className="plain-list" aria-label={`${layer.name} in ${environment}`}>
        {uses.map(({ flag, allocation, start, end, isEnabled }) => (
          <li key={`${flag} ${allocation}`}>
            <span className="num">
              {shareText(start / shards)}–{shareText(end / shards)}
            </span>
            <Link to={`/flags/${encodeURIComponent(flag)}?env=${encodeURIComponent(environment)}`}>{flag}</Link>
            <span>{allocation}</span>
            <span className="muted" style={{ marginLeft: 'auto' }}>
              {isEnabled ? 'on' : 'off'}
            </span>
          </li>
        ))}
        <li className="muted">{shareText(freeShare)} free</li>
      </ul>
    </div>
  );
}
