import { describe, expect, it } from '@jest/globals';
import { brokenImports } from './check.js';
import { findCircle, importsOf } from './scan.js';

it('imports go one way', () => {
  expect(brokenImports(process.cwd())).toEqual([]);
});

describe('the scanner', () => {
  it('sees imports, re-exports, side effects and dynamic imports, but no comments', () => {
    const text = `import { a } from './a.js';\nexport * from "./b.js";\nimport './c.js';\nconst d = import('./d.js');\n// import { e } from './e.js'\n/* import './f.js' */`;

    expect(importsOf(text)).toEqual(['./a.js', './b.js', './c.js', './d.js']);
  });

  it('finds a circle of three and nothing in a tree', () => {
    expect(
      findCircle(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual(['a', 'b', 'c', 'a']);
    expect(
      findCircle(
        new Map([
          ['a', ['b', 'c']],
          ['b', ['c']],
        ]),
      ),
    ).toBeNull();
  });
});
