import type { EnvironmentView } from '@assay/api-contract';
import { Switch } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Confirm } from '../../components/index.js';

/** Whether changes of flags that are on here wait for somebody else. Asks first: it changes how everybody works. */
export function ApprovalSwitch({ environment }: { environment: EnvironmentView }) {
  const client = useQueryClient();
  const [isAsked, setIsAsked] = useState(false);
  const { key, name, needsApproval, version } = environment;
  const change = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.flags.changeEnvironment(key, version, { needsApproval: !needsApproval }),
    onSuccess: () => {
      setIsAsked(false);
      return client.invalidateQueries({ queryKey: prefixOf(routes.environments) });
    },
  });
  return (
    <>
      <Switch
        size="xs"
        color="teal.9"
        aria-label={`Changes in ${name} need approval`}
        checked={needsApproval}
        onChange={() => setIsAsked(true)}
      />
      <Confirm
        isOpen={isAsked}
        title={needsApproval ? `Let changes in ${name} go live at once` : `Ask for approval of changes in ${name}`}
        action={needsApproval ? 'No approval' : 'Ask for approval'}
        isBusy={change.isPending}
        error={change.error}
        onClose={() => setIsAsked(false)}
        onConfirm={() => change.mutate()}
      >
        {needsApproval
          ? 'Whoever may edit flags changes them here without a second person. Requests that wait stay open.'
          : 'A change of a flag that is on here waits until an admin other than its author approves it. Turning a flag off never waits.'}
      </Confirm>
    </>
  );
}
