import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const backend = process.env.ASSAY_BACKEND ?? 'http://127.0.0.1:3000';

/** Libraries that rarely change travel in chunks of their own, so that a release does not reload them. */
const chunkOf = (id: string): string | undefined => {
  if (!id.includes('node_modules')) return undefined;
  if (/node_modules\/(react|react-dom|scheduler|react-router)\//.test(id)) return 'react';
  if (/node_modules\/(@mantine|@floating-ui)\//.test(id)) return 'mantine';
  return undefined;
};

const config = defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // Packages of this repository are read from source, as everywhere else in development.
  resolve: { conditions: ['@assay/source', 'module', 'browser', 'development|production'] },
  server: {
    port: 5173,
    strictPort: true,
    // The Host header stays as it is: the backend compares it with the page's origin.
    proxy: Object.fromEntries(['/api', '/assignments', '/ofrep', '/stream'].map((path) => [path, { target: backend }])),
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    // The page may load fonts and pictures from its own address only, not from data: ones.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rollupOptions: { output: { manualChunks: chunkOf } },
  },
});

export { config as default };
