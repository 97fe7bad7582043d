import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Failure } from '../states/Failure.js';
import './Form.css';

interface FormProps {
  readonly onSubmit: () => void;
  readonly action: string;
  readonly isSaving: boolean;
  readonly failure: unknown;
  /** Errors that belong to no field in sight. */
  readonly errors?: readonly string[];
  readonly aside?: ReactNode;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

/** A form: fields, then what the server said, then the one button. */
export function Form({ onSubmit, action, isSaving, failure, errors = [], aside, isDisabled, children }: FormProps) {
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {errors.length > 0 && !failure && (
        <ul className="form-errors" role="alert">
          {errors.map((error) => (
            <li key={error}>{error}</li>
          ))}
        </ul>
      )}
      {failure ? <Failure error={failure} /> : null}
      <div className="form-foot">
        <Button type="submit" loading={isSaving} disabled={isDisabled}>
          {action}
        </Button>
        {aside}
      </div>
    </form>
  );
}

/** Fields that belong together, beside words about them. */
export function FieldGroup({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    // A legend names its fieldset only as its first child; here it stands in a column with the words below it.
    <fieldset className="field-group" aria-labelledby={id}>
      <div className="field-about">
        <legend id={id}>{title}</legend>
        {about && <p>{about}</p>}
      </div>
      <div className="field-list">{children}</div>
    </fieldset>
  );
}

/** Fields side by side where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => <div className="field-row">{children}</div>;
