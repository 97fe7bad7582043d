import { readFileSync } from 'node:fs';
import { buildSdk } from '../tools/build-sdk.js';

/**
 * In a browser a kilobyte costs more than a hash: the loop form of MD5 takes the place of the unrolled one, and the
 * browser's own UTF-8 and base64 that of ours. Same results, held by tests.
 */
const small = {
  name: 'small',
  setup(build) {
    const standIn = (filter, file) =>
      build.onLoad({ filter }, () => ({
        contents: readFileSync(new URL(file, import.meta.url), 'utf8'),
        loader: 'ts',
      }));
    standIn(/flag-evaluation[\\/]src[\\/]md5[\\/]md5\.ts$/, './src/small-md5.ts');
    standIn(/flag-evaluation[\\/]src[\\/]text\.ts$/, './src/small-text.ts');
  },
};

await buildSdk({
  folder: 'sdk-js',
  entries: {
    index: 'src/index.ts',
    bandits: 'src/bandits.ts',
    caches: 'src/caches.ts',
    compat: 'src/compat.ts',
    details: 'src/details.ts',
    openfeature: 'src/openfeature.ts',
    precomputed: 'src/precomputed/client.ts',
    'precomputed-full': 'src/precomputed/full.ts',
    react: 'src/react/index.ts',
    storage: 'src/storage.ts',
    stream: 'src/stream.ts',
    wire: 'src/wire.ts',
  },
  bundle: {
    platform: 'neutral',
    target: 'es2022',
    minify: true,
    jsx: 'automatic',
    plugins: [small],
    external: ['react', 'react/jsx-runtime', '@openfeature/web-sdk', '@openfeature/core'],
  },
});
