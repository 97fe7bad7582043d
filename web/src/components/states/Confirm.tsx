import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { Failure } from './Failure.js';

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly title: string;
  readonly action: string;
  readonly isDangerous?: boolean;
  readonly isBusy?: boolean;
  readonly error?: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Says what is about to happen before it does. */
export function Confirm(props: ConfirmProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={props.title} centered>
      <div style={{ color: 'var(--soft)' }}>{props.children}</div>
      {props.error ? (
        <div style={{ marginTop: 14 }}>
          <Failure error={props.error} />
        </div>
      ) : null}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={props.onClose}>
          Cancel
        </Button>
        <Button color={props.isDangerous ? 'red.9' : undefined} loading={props.isBusy} onClick={props.onConfirm}>
          {props.action}
        </Button>
      </Group>
    </Modal>
  );
}
