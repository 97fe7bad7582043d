import { Button, type ButtonProps } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import './Copy.css';

/** Copies a text and says so. */
export function CopyButton({ text, label = 'Copy', ...rest }: { text: string; label?: string } & ButtonProps) {
  const clipboard = useClipboard({ timeout: 1500 });
  return (
    <Button size="compact-xs" variant="default" {...rest} onClick={() => clipboard.copy(text)}>
      {clipboard.copied ? 'Copied' : label}
    </Button>
  );
}

/** A piece of code or SQL to read and to copy. */
export function CodeBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className="code-block">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton text={text} />
    </div>
  );
}
