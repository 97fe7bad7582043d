import { init } from '@eppo/node-server-sdk';

export const settings = 'logger, default de-duplication';

export async function start({ address }) {
  let logged = 0;
  const began = performance.now();
  const client = await init({
    apiKey: 'bench',
    baseUrl: `${address}/eppo`,
    assignmentLogger: { logAssignment: () => logged++ },
    pollAfterSuccessfulInitialization: false,
  });
  const initMs = performance.now() - began;
  return {
    initMs,
    logged: () => logged,
    string: (key, subject) => client.getStringAssignment(key, subject.key, subject.attributes, 'default'),
    json: (key, subject) => client.getJSONAssignment(key, subject.key, subject.attributes, {}),
    details: (key, subject) =>
      client.getStringAssignmentDetails(key, subject.key, subject.attributes, 'default').variation,
    stop: () => client.stopPolling(),
  };
}
