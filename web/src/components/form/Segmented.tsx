import './Segmented.css';

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
}

/** One of a few choices, all in sight. A radio group for keyboards and screen readers. */
export function Segmented<T extends string>({ label, value, onChange, options }: SegmentedProps<T>) {
  return (
    <div className="seg" role="radiogroup" aria-label={label}>
      {options.map((option, position) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          title={option.hint}
          onClick={() => onChange(option.value)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
            if (step === 0) return;
            const next = options[(position + step + options.length) % options.length];
            if (!next) return;
            onChange(next.value);
            const siblings = event.currentTarget.parentElement?.querySelectorAll('button');
            siblings?.[options.indexOf(next)]?.focus();
          }}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
