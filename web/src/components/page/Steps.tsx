import './Steps.css';

interface StepsProps {
  readonly titles: readonly string[];
  readonly at: number;
  /** Back to a step that was passed. */
  readonly onGo: (step: number) => void;
}

/** Where one is in a sequence; passed steps can be gone back to. */
export function Steps({ titles, at, onGo }: StepsProps) {
  return (
    <ol className="steps">
      {titles.map((title, position) => (
        <li key={title} aria-current={position === at ? 'step' : undefined}>
          <button type="button" disabled={position > at} onClick={() => onGo(position)}>
            <span>{position + 1}</span>
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
}
