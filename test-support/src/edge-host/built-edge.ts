/** The edge module, compiled and packed. */
export interface BuiltEdge {
  /** Path of the WebAssembly module. */
  readonly wasm: string;
  /** Path of the package that is uploaded. */
  readonly pack: string;
  /** What `/edge/health` calls this build. */
  readonly build: string;
}

/**
 * Builds the module, or takes it from the cache by the digest of its source.
 * @param skip hears why there is none where the compiler cannot be had.
 * @returns null then; where every suite is required this rejects instead.
 */
export async function buildEdgeModule(skip: (why: string) => void): Promise<BuiltEdge | null> {
  const path = '../../../edge/build.js';
  const { buildEdge } = (await import(path)) as { buildEdge: () => Promise<BuiltEdge> };
  if (process.env['REQUIRE_ALL'] === '1') return buildEdge();
  return buildEdge().catch((cause: Error) => {
    skip(`it cannot be built here (${cause.message.split('\n')[0] ?? ''})`);
    return null;
  });
}
