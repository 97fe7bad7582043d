import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { navGroups } from './entries.js';
import { Palette } from './Palette.js';
import { WhoMenu } from './WhoMenu.js';
import './Shell.css';

/** The frame of every signed-in page: navigation, palette, content. */
export function Shell() {
  const [paletteIsOpen, palette] = useDisclosure(false);
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const { pathname } = useLocation();
  useHotkeys([['mod+K', palette.toggle]], []);
  useEffect(() => setMenuIsOpen(false), [pathname]);
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <div className="shell">
        <div className="shell-bar">
          <Brand />
          <button type="button" onClick={palette.open}>
            Search
          </button>
          <button type="button" aria-expanded={menuIsOpen} onClick={() => setMenuIsOpen(!menuIsOpen)}>
            Menu
          </button>
        </div>
        <nav className={`shell-nav ${menuIsOpen ? 'is-open' : ''}`} aria-label="Main">
          <Brand />
          {navGroups.map((group) => (
            <div key={group.title ?? 'top'} style={{ display: 'grid', gap: 2 }}>
              {group.title && <div className="nav-group">{group.title}</div>}
              {group.entries.map((entry) => (
                <NavLink key={entry.to} to={entry.to} end={entry.to === '/'} className="nav-link">
                  {entry.label}
                </NavLink>
              ))}
            </div>
          ))}
          <div className="shell-foot">
            <button type="button" className="palette-button" onClick={palette.open}>
              <span>Search or jump</span>
              <kbd aria-hidden style={{ font: 'inherit' }}>
                ⌘K
              </kbd>
            </button>
            <WhoMenu />
          </div>
        </nav>
        <main id="content" tabIndex={-1} style={{ outline: 'none', minWidth: 0 }}>
          <Outlet />
        </main>
      </div>
      <Palette isOpen={paletteIsOpen} onClose={palette.close} />
    </>
  );
}

const Brand = () => (
  <Link to="/" className="brand">
    <img src="/favicon.svg" alt="" />
    Assay
  </Link>
);
