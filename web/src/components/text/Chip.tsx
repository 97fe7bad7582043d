import type { ReactNode } from 'react';
import './Chip.css';

export type Tone = 'good' | 'bad' | 'warn' | 'neutral' | 'accent';

/** A state in one or two words. The words carry the meaning, the colour only repeats it. */
export function Chip({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`chip chip-${tone}`}>{children}</span>;
}

/** A kind or role: outlined, without a judgement. */
export function Tag({ children }: { children: ReactNode }) {
  return <span className="tag">{children}</span>;
}

/** A name as it stands in code or in the warehouse. */
export function Code({ children }: { children: ReactNode }) {
  return <code className="tok">{children}</code>;
}

/** Said quietly. */
export function Muted({ children }: { children: ReactNode }) {
  return <span className="muted">{children}</span>;
}
