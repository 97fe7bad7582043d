/** Stops what global-setup started. */
const teardown = async (): Promise<void> => {};

export { teardown as default };
