import { useEffect, type ReactNode } from 'react';
import { Link, NavLink } from 'react-router';
import './Page.css';

interface PageProps {
  readonly title: string;
  /** Small facts under the title: status, key, owner, when updated. */
  readonly meta?: ReactNode;
  readonly actions?: ReactNode;
  /** The list that this page belongs to. */
  readonly back?: { readonly to: string; readonly label: string };
  readonly children: ReactNode;
}

/** A page: one heading, its facts and actions, then the content. The browser's title follows the heading. */
export function Page({ title, meta, actions, back, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Assay`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          {back && (
            <Link className="page-back" to={back.to}>
              ← {back.label}
            </Link>
          )}
          <h1>{title}</h1>
          {meta && <div className="meta">{meta}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface LinkTab {
  readonly to: string;
  readonly label: string;
  /** Whether it is also the tab of the addresses below its own. */
  readonly hasMore?: boolean;
}

/** Tabs that are addresses: they can be linked, opened beside each other and gone back from. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end={!tab.hasMore}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}

interface CardProps {
  readonly title?: string;
  readonly note?: ReactNode;
  readonly padded?: boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A hairline around things that belong together. */
export function Card({ title, note, padded = false, className = '', children }: CardProps) {
  return (
    <section className={`card ${className}`} aria-label={title}>
      {title && (
        <div className="card-head">
          <h2>{title}</h2>
          {note && <div className="card-note">{note}</div>}
        </div>
      )}
      {padded ? <div className="card-body">{children}</div> : children}
    </section>
  );
}
