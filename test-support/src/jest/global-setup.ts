/** Starts what integration tests share; see startPostgres(). */
const setup = async (): Promise<void> => {};

export { setup as default };
