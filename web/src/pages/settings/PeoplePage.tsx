import type { MemberUpdate, MemberView, Role } from '@assay/api-contract';
import { Button, Modal, Select } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, prefixOf, routes } from '../../api/index.js';
import { Card, Chip, Loaded, Table } from '../../components/index.js';
import { MemberForm, roleChoices, ShownOnce } from '../../features/settings/index.js';
import { SettingsPage } from './SettingsPage.js';

/** Who may do what; links that let people in. */
export function PeoplePage() {
  const query = useQuery(api.identity.members());
  const [isOpen, modal] = useDisclosure(false);
  const [link, setLink] = useState<string | null>(null);
  return (
    <SettingsPage action={<Button onClick={modal.open}>Add a person</Button>}>
      <Card>
        <Loaded query={query}>
          {(members) => (
            <Table
              label="People"
              items={members}
              keyOf={(member) => member.id}
              columns={[
                {
                  title: 'Person',
                  cell: (member) => (
                    <>
                      <b style={{ fontWeight: 600 }}>{member.name}</b> {!member.isActive && <Chip>Not active</Chip>}
                      <small>{member.email}</small>
                    </>
                  ),
                },
                { title: 'Role', cell: (member) => <RolePick member={member} /> },
                {
                  title: 'Actions',
                  isNumber: true,
                  cell: (member) => <MemberActions member={member} onLink={setLink} />,
                },
              ]}
            />
          )}
        </Loaded>
      </Card>
      <Modal opened={isOpen} onClose={modal.close} title="Add a person" centered>
        <MemberForm onDone={modal.close} />
      </Modal>
      <ShownOnce secret={link} title="Sign-in link" onClose={() => setLink(null)}>
        Give it to the person over a channel that you trust: it signs in whoever opens it, once.
      </ShownOnce>
    </SettingsPage>
  );
}

function useChange(member: MemberView) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (update: MemberUpdate) => api.identity.changeMember(member.id, member.version, update),
    onSettled: () => client.invalidateQueries({ queryKey: prefixOf(routes.members) }),
  });
}

function RolePick({ member }: { member: MemberView }) {
  const change = useChange(member);
  return (
    <Select
      size="xs"
      w={170}
      aria-label={`Role of ${member.name}`}
      data={roleChoices}
      value={member.role}
      allowDeselect={false}
      disabled={change.isPending}
      onChange={(role) => role && role !== member.role && change.mutate({ role: role as Role })}
    />
  );
}

function MemberActions({ member, onLink }: { member: MemberView; onLink: (url: string) => void }) {
  const change = useChange(member);
  const link = useMutation({
    mutationFn: () => api.identity.signInLink(member.id),
    onSuccess: ({ url }) => onLink(url),
  });
  return (
    <span style={{ display: 'inline-flex', gap: 6 }}>
      {member.isActive && (
        <Button size="compact-sm" variant="default" loading={link.isPending} onClick={() => link.mutate()}>
          Sign-in link
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        loading={change.isPending}
        onClick={() => change.mutate({ isActive: !member.isActive })}
      >
        {member.isActive ? 'Deactivate' : 'Activate'}
      </Button>
    </span>
  );
}
