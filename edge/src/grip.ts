/** Asks Fanout (GRIP) to keep the response open and to carry the news of one environment on it. */
export const gripHeaders = (environment: string): Record<string, string> => ({
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'grip-hold': 'stream',
  'grip-channel': `env-${environment}`,
  'grip-keep-alive': ':\\n\\n; format=cstring; timeout=20',
});
