import { Autocomplete } from '@mantine/core';

export interface ColumnFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string | null;
  /** Columns of the last preview; empty before one. */
  readonly columns: readonly string[];
  readonly error?: string | undefined;
  readonly isOptional?: boolean;
  readonly onChange: (column: string) => void;
}

/** A column of the query: picked from its preview, or typed. */
export const ColumnField = ({ label, hint, value, columns, error, isOptional, onChange }: ColumnFieldProps) => (
  <Autocomplete
    label={label}
    description={hint}
    required={!isOptional}
    placeholder={columns.length === 0 ? 'Read the columns, or type' : 'Choose a column'}
    data={[...columns]}
    value={value ?? ''}
    error={error}
    onChange={onChange}
    // With a chosen column all others stay on offer, not only those whose name holds it.
    filter={({ options, search }) => (columns.includes(search) ? options : options.filter((o) => matches(o, search)))}
  />
);

const matches = (option: object, search: string): boolean =>
  'label' in option && String(option.label).toLowerCase().includes(search.toLowerCase());
