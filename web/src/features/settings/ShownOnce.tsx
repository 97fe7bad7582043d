import { Modal } from '@mantine/core';
import { CodeBlock } from '../../components/index.js';

interface ShownOnceProps {
  readonly secret: string | null;
  readonly title: string;
  readonly children: string;
  readonly onClose: () => void;
}

/** A secret in the only moment in which it can be copied. */
export const ShownOnce = ({ secret, title, children, onClose }: ShownOnceProps) => (
  <Modal opened={secret !== null} onClose={onClose} title={title} centered size="lg" closeOnClickOutside={false}>
    <p style={{ margin: '0 0 12px', color: 'var(--soft)' }}>{children}</p>
    <CodeBlock text={secret ?? ''} label={title} />
  </Modal>
);
