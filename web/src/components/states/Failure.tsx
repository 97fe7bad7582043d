import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import './Failure.css';

/** What a failed request says of itself; the shape of an API problem, without knowing the API. */
export interface Told {
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly requestId?: string | undefined;
}

const toldBy = (error: unknown): Told => {
  const carried = (error as { problem?: Told } | null)?.problem;
  if (carried) return carried;
  return { title: 'Something went wrong in this page', detail: error instanceof Error ? error.message : String(error) };
};

/** A failure: what happened, what to do, and the id to quote. */
export function Failure({ error, retry, children }: { error: unknown; retry?: () => void; children?: ReactNode }) {
  const { title, detail, errors: told = [], requestId } = toldBy(error);
  const errors = told.filter(({ message }) => !detail.includes(message));
  return (
    <div className="failure" role="alert">
      <h2>{title}</h2>
      {detail !== title && <p>{detail}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              {path && <b>{path}: </b>}
              {message}
            </li>
          ))}
        </ul>
      )}
      {children}
      <div className="failure-foot">
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            Try again
          </Button>
        )}
        {requestId && (
          <small>
            Request <code>{requestId}</code>
          </small>
        )}
      </div>
    </div>
  );
}
