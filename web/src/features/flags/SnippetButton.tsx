import type { FlagView } from '@assay/api-contract';
import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { Link } from 'react-router';
import { CodeBlock, Segmented } from '../../components/index.js';
import { attributesIn } from './waterfall/allocations.js';
import { snippetOf, type Sdk } from './snippet.js';

/** How an application asks for this flag. */
export function SnippetButton({ flag }: { flag: FlagView }) {
  const [isOpen, modal] = useDisclosure(false);
  const [sdk, setSdk] = useState<Sdk>('node');
  const attributes = [...new Set(flag.environments.flatMap(({ allocations }) => attributesIn(allocations)))];
  const text = snippetOf({
    sdk,
    flagKey: flag.key,
    type: flag.type,
    fallback: flag.variations[0]?.value ?? null,
    baseUrl: `${window.location.origin}/api`,
    attributes: attributes.filter((name) => name !== ''),
  });
  return (
    <>
      <Button variant="default" onClick={modal.open}>
        Code
      </Button>
      <Modal opened={isOpen} onClose={modal.close} title="Ask for this flag" size="lg">
        <Segmented
          label="SDK"
          value={sdk}
          onChange={setSdk}
          options={[
            { value: 'node', label: 'Node' },
            { value: 'browser', label: 'Browser' },
          ]}
        />
        <div style={{ margin: '14px 0' }}>
          <CodeBlock text={text} label="Code" />
        </div>
        <p className="muted" style={{ margin: 0 }}>
          SDK keys are made under <Link to="/settings/sdk-keys">Settings</Link>, one for each environment.
        </p>
      </Modal>
    </>
  );
}
