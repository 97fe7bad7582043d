import { Skeleton } from '@mantine/core';
import { lazy, Suspense, useId } from 'react';
import './SqlEditor.css';

const Editor = lazy(() => import('./SqlText.js').then((module) => ({ default: module.SqlText })));

interface SqlEditorProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (sql: string) => void;
  /** Tables and their columns, offered while typing. */
  readonly schema?: Readonly<Record<string, readonly string[]>>;
}

/** A field for SQL: highlighted, completed from the warehouse's tables. The editor is fetched when first shown. */
export function SqlEditor({ label, description, value, error, onChange, schema }: SqlEditorProps) {
  const id = useId();
  return (
    <div className="sql-field" role="group" aria-labelledby={id}>
      <div id={id} className="sql-label">
        {label}
      </div>
      {description && <div className="sql-description">{description}</div>}
      <div className={`sql-editor ${error ? 'has-error' : ''}`}>
        <Suspense fallback={<Skeleton height={180} />}>
          <Editor label={label} value={value} onChange={onChange} schema={schema ?? {}} />
        </Suspense>
      </div>
      {error && (
        <p className="sql-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
