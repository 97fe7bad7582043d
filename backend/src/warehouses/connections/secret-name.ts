/** What the secret store calls the secret of a connection. */
export const secretNameOf = (connectionId: string): string => `connection/${connectionId}`;
