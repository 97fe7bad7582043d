import { Modal } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { findItems, usePaletteItems } from './usePaletteItems.js';
import './Palette.css';

/** ⌘K: any page or thing by a few letters of its name. */
export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} withCloseButton={false} padding={0} size={560} yOffset="12vh">
      <PaletteList onClose={onClose} />
    </Modal>
  );
}

function PaletteList({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const items = findItems(usePaletteItems(true), typed);
  const at = Math.min(chosen, Math.max(0, items.length - 1));
  const go = (to: string | undefined) => {
    if (!to) return;
    onClose();
    void navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setChosen((at + 1) % Math.max(1, items.length));
    else if (event.key === 'ArrowUp') setChosen((at - 1 + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter') go(items[at]?.to);
    else return;
    event.preventDefault();
  };
  return (
    <div className="palette">
      <input
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={items[at] ? `palette-${at}` : undefined}
        aria-label="Search or jump"
        placeholder="Search or jump"
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Found">
        {items.map((item, position) => (
          <li
            key={`${item.to} ${item.label} ${item.also}`}
            id={`palette-${position}`}
            role="option"
            aria-selected={position === at}
            ref={position === at ? scrollIntoView : undefined}
            onMouseMove={() => setChosen(position)}
            onClick={() => go(item.to)}
          >
            <span>{item.label}</span>
            <small>{item.also || item.section}</small>
          </li>
        ))}
      </ul>
      {items.length === 0 && <p className="palette-none">Nothing is called “{typed}”.</p>}
    </div>
  );
}

const scrollIntoView = (element: HTMLElement | null): void => element?.scrollIntoView?.({ block: 'nearest' });
