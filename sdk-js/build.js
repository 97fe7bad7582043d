import { readFileSync } from 'node:fs';
import { buildSdk } from '../tools/build-sdk.js';

/**
 * In a browser a kilobyte costs more than a hash: the loop form of MD5 takes the place of the unrolled one. Same
 * results, held by the tests of the built package.
 */
const smallMd5 = {
  name: 'small-md5',
  setup(build) {
    build.onLoad({ filter: /flag-evaluation[\\/]src[\\/]md5[\\/]md5\.ts$/ }, ({ path }) => ({
      contents: readFileSync(new URL('./small-md5.js', import.meta.url), 'utf8'),
      resolveDir: path.replace(/[^\\/]*$/, ''),
      loader: 'js',
    }));
  },
};

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
    plugins: [smallMd5],
    external: ['react', 'react/jsx-runtime', '@openfeature/web-sdk', '@openfeature/core'],
  },
});
