import { rm } from 'node:fs/promises';

/** Stops what global-setup started. */
const teardown = async (): Promise<void> => {
  const { assayTestServer: server } = globalThis as { assayTestServer?: { stop(): Promise<void>; folder: string } };
  if (!server) return;
  await server.stop();
  await rm(server.folder, { recursive: true, force: true });
};

export { teardown as default };
