import { buildSdk } from '../tools/build-sdk.js';

await buildSdk({
  folder: 'sdk-js',
  entries: {
    index: 'src/index.ts',
    bandits: 'src/bandits.ts',
    caches: 'src/caches.ts',
    compat: 'src/compat.ts',
    openfeature: 'src/openfeature.ts',
    precomputed: 'src/precomputed.ts',
    react: 'src/react/index.ts',
    stream: 'src/stream.ts',
  },
  bundle: {
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    external: ['react', 'react/jsx-runtime', '@openfeature/web-sdk', '@openfeature/core'],
  },
});
