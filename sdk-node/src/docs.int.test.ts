import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { repository } from './testing/packed.js';

it('compiles every sample of the SDKs’ pages', () => {
  const pages = join(repository, 'docs/sdks');
  const folder = join(repository, '.cache/sdk-samples');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let samples = 0;
  for (const page of readdirSync(pages).filter((file) => file.endsWith('.md'))) {
    const text = readFileSync(join(pages, page), 'utf8');
    for (const [, language, code] of text.matchAll(/^```(tsx?)\n(.*?)^```/gms)) {
      writeFileSync(join(folder, `${page.slice(0, -3)}-${++samples}.${language!}`), code!);
    }
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: ['node'], jsx: 'react-jsx' },
      include: ['.'],
    }),
  );

  const tsc = join(repository, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });

  expect(samples).toBeGreaterThan(10);
  expect(stdout).toBe('');
});
