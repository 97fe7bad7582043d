import { buildSdk } from '../tools/build-sdk.js';

await buildSdk({
  folder: 'sdk-node',
  entries: { index: 'src/index.ts', compat: 'src/compat.ts', openfeature: 'src/openfeature.ts', sink: 'src/sink.ts' },
  bundle: { platform: 'node', target: 'node20', external: ['re2js', '@openfeature/server-sdk', '@openfeature/core'] },
});
