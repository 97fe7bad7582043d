import { sql, StandardSQL } from '@codemirror/lang-sql';
import { useComputedColorScheme } from '@mantine/core';
import CodeMirror, { EditorView, Prec } from '@uiw/react-codemirror';
import { useMemo } from 'react';

interface SqlTextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (sql: string) => void;
  readonly schema: Readonly<Record<string, readonly string[]>>;
}

/** Above the editor's own themes: its colours read on our panel, not on its own grounds. */
const look = Prec.highest(
  EditorView.theme({
    '&': { backgroundColor: 'transparent', fontSize: '12.5px' },
    '.cm-content': { fontFamily: 'var(--mantine-font-family-monospace)', padding: '10px 0' },
    '.cm-gutters': { backgroundColor: 'var(--band)', color: 'var(--faint)', border: 'none' },
    '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
    '&.cm-focused': { outline: 'none' },
  }),
);

export function SqlText({ label, value, onChange, schema }: SqlTextProps) {
  const scheme = useComputedColorScheme('light');
  const extensions = useMemo(() => {
    const tables = Object.fromEntries(Object.entries(schema).map(([table, columns]) => [table, [...columns]]));
    return [
      sql({ dialect: StandardSQL, schema: tables, upperCaseKeywords: true }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label }),
      look,
    ];
  }, [schema, label]);
  return (
    <CodeMirror
      value={value}
      onChange={onChange}
      theme={scheme}
      extensions={extensions}
      minHeight="160px"
      maxHeight="420px"
      // Tab moves on to the next field, as in every other field of a page.
      indentWithTab={false}
      basicSetup={{ foldGutter: false }}
    />
  );
}
