import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
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
  return (
    <fieldset className="field-group">
      <div className="field-about">
        <legend>{title}</legend>
        {about && <p>{about}</p>}
      </div>
      <div className="field-list">{children}</div>
    </fieldset>
  );
}

/** Fields side by side where there is room. */
export const FieldRow = ({ children }: { children: ReactNode }) => <div className="field-row">{children}</div>;
