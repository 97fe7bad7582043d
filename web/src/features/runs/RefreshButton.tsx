import type { RefreshInput } from '@assay/api-contract';
import { Button, Menu } from '@mantine/core';

interface RefreshButtonProps {
  readonly isLoading: boolean;
  /** A run is under way. */
  readonly isDisabled: boolean;
  readonly refresh: (options: Partial<RefreshInput>) => void;
}

/** Refresh from what is new, or, from its menu, some metrics alone, or from the start. */
export const RefreshButton = ({ isLoading, isDisabled, refresh }: RefreshButtonProps) => (
  <Button.Group>
    <Button variant="default" loading={isLoading} disabled={isDisabled} onClick={() => refresh({})}>
      Refresh
    </Button>
    <Menu position="bottom-end" width={280} shadow="md">
      <Menu.Target>
        <Button variant="default" disabled={isDisabled || isLoading} px={8} aria-label="More ways to read">
          <span aria-hidden>▾</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => refresh({ metrics: 'missing' })}>
          Only metrics without results
          <div style={{ fontSize: 12, color: 'var(--soft)' }}>
            Computes what was added or failed, as of the results that stand; the others stay, and are not read.
          </div>
        </Menu.Item>
        <Menu.Item onClick={() => refresh({ readsAnew: true })}>
          Read everything from the start
          <div style={{ fontSize: 12, color: 'var(--soft)' }}>
            Reads each source whole and replaces the rows that are kept, for all experiments on it.
          </div>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  </Button.Group>
);
