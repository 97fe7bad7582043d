// Stands in for packages/flag-evaluation/src/md5/md5.ts in the browser bundles; see build.js.
import { md5HexWith, md5Words } from './digest.js';
import { md5Loop } from './loop.js';

export const md5Hex = (text) => md5HexWith(text, md5Loop);

export const md5Uint32 = (salt, text) => {
  const word = md5Words(`${salt}-${text}`, md5Loop)[0];
  return (((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
};
