import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api } from '../api/index.js';
import { Failure } from '../components/index.js';
import './SignInPage.css';

/** The token of a pasted sign-in link, or the text itself when it is no link. */
export function tokenOf(text: string): string {
  const trimmed = text.trim();
  const [, query = ''] = trimmed.split('?');
  return new URLSearchParams(query).get('token') ?? trimmed;
}

/** Only addresses of this console: a link from elsewhere cannot lead away after signing in. */
export const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** One-use links sign in: opened, or pasted here. */
export function SignInPage() {
  const [search] = useSearchParams();
  const [link, setLink] = useState('');
  const navigate = useNavigate();
  const client = useQueryClient();
  const signIn = useMutation({
    meta: { isShown: true },
    mutationFn: () => api.identity.signIn(tokenOf(link)),
    onSuccess: async () => {
      await client.resetQueries();
      await navigate(safeNext(search.get('next')), { replace: true });
    },
  });
  return (
    <main className="sign-in">
      <div className="card">
        <img src="/favicon.svg" alt="" width={36} height={36} />
        <h1>Sign in to Assay</h1>
        <p>
          Open the sign-in link that you were given, or paste it here. Each link works once. The terminal that started
          Assay prints one; an administrator can make one for you under Settings.
        </p>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            signIn.mutate();
          }}
        >
          <TextInput
            label="Sign-in link"
            placeholder="…/sign-in/link?token=…"
            autoComplete="off"
            data-autofocus
            value={link}
            onChange={(event) => setLink(event.currentTarget.value)}
          />
          {signIn.error && <Failure error={signIn.error} />}
          <Button type="submit" fullWidth loading={signIn.isPending} disabled={link.trim() === ''}>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}
