/** Builds both SDKs as they are published, then holds their package shape and their size to the promises. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../build/build.js';

for (const sdk of ['sdk-node', 'sdk-js']) {
  process.stdout.write(await run(process.execPath, ['build.js'], { cwd: join(process.cwd(), sdk) }));
  process.stdout.write(await run(process.execPath, ['node_modules/publint/src/cli.js', sdk, '--strict']));
}
if (existsSync('tools/check-bundle-size.ts')) {
  process.stdout.write(await run(process.execPath, ['tools/run.js', 'tools/check-bundle-size.ts']));
}
