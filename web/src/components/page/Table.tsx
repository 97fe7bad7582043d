import type { ReactNode } from 'react';
import { Link } from 'react-router';
import './Table.css';

export interface Column<T> {
  readonly title: string;
  readonly cell: (item: T) => ReactNode;
  /** Numbers are set to the right. */
  readonly isNumber?: boolean;
  /** Text that may take several lines. */
  readonly isLong?: boolean;
}

interface TableProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  readonly columns: readonly Column<T>[];
}

/** A plain table: hairlines, 46-pixel rows, one header. */
export function Table<T>({ label, items, keyOf, columns }: TableProps<T>) {
  return (
    <div className="table-scroll">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" className={column.isNumber ? 'num' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)} className="linked">
              {columns.map((column) => (
                <td key={column.title} className={column.isNumber ? 'num' : column.isLong ? 'long' : undefined}>
                  {column.cell(item)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The name of a row, which leads to its page; a second line says more. */
export function RowLink({ to, children, note }: { to: string; children: ReactNode; note?: ReactNode }) {
  return (
    <>
      <Link className="row-link" to={to}>
        {children}
      </Link>
      {note && <small>{note}</small>}
    </>
  );
}
