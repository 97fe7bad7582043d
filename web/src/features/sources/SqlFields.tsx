import type { Preview } from '@assay/api-contract';
import { Button } from '@mantine/core';
import { Link } from 'react-router';
import { Failure, FieldGroup, SqlEditor } from '../../components/index.js';
import { formatDuration, plural } from '../../format/index.js';
import { useCompletion, type usePreview } from './usePreview.js';
import './SqlFields.css';

interface SqlFieldsProps {
  readonly about: string;
  readonly sql: string;
  readonly error: string | undefined;
  readonly onChange: (sql: string) => void;
  readonly previewing: ReturnType<typeof usePreview>;
}

/** The SELECT and a look at what it returns. */
export function SqlFields({ about, sql, error, onChange, previewing }: SqlFieldsProps) {
  const { connections, connectionId, look, preview } = previewing;
  const schema = useCompletion(connectionId);
  const ask = (typesOnly: boolean) => look.mutate({ sql, typesOnly });
  const isAsking = (typesOnly: boolean): boolean => look.isPending && look.variables.typesOnly === typesOnly;
  const isReady = connectionId !== null && sql.trim() !== '';
  return (
    <FieldGroup title="Query" about={about}>
      <SqlEditor label="SELECT" value={sql} error={error} onChange={onChange} schema={schema} />
      {connections.data?.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          Nothing to preview with: <Link to="/warehouse/new">connect a warehouse</Link> first.
        </p>
      ) : (
        <div className="form-foot">
          <Button variant="default" size="xs" disabled={!isReady} loading={isAsking(true)} onClick={() => ask(true)}>
            Read columns
          </Button>
          <Button variant="default" size="xs" disabled={!isReady} loading={isAsking(false)} onClick={() => ask(false)}>
            Preview rows
          </Button>
          <span className="muted">Columns alone move no row. Previewed rows are shown once and kept nowhere.</span>
        </div>
      )}
      {look.error && <Failure error={look.error} />}
      {preview && !look.error && <PreviewTable preview={preview} />}
    </FieldGroup>
  );
}

function PreviewTable({ preview }: { preview: Preview }) {
  return (
    <figure className="preview">
      <figcaption>
        {plural(preview.columns.length, 'column')}
        {preview.rows.length > 0 && `, ${plural(preview.rows.length, 'row')}`} in {formatDuration(preview.milliseconds)}
        {preview.isWithheld && '. Your organisation lets previews show no rows (Settings, Custody).'}
      </figcaption>
      <div className="table-scroll" tabIndex={0} role="region" aria-label="Preview">
        <table className="table">
          <thead>
            <tr>
              {preview.columns.map((column) => (
                <th key={column.name} scope="col">
                  {column.name}
                  <small>{column.type}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, at) => (
              <tr key={at}>
                {row.map((value, column) => (
                  <td key={column} className={typeof value === 'number' ? 'num' : undefined}>
                    {value === null ? <span className="muted">null</span> : String(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
