import { configure } from '@testing-library/react';
import { TextDecoder, TextEncoder } from 'node:util';

// A slow machine must not fail a test: what is waited for appears, or the test's own time-out ends it.
configure({ asyncUtilTimeout: 60_000 });

Object.assign(globalThis, { TextDecoder, TextEncoder });
if (globalThis.window && !window.matchMedia) {
  window.matchMedia = (query) => ({
    matches: false,
    media: query,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
    dispatchEvent: () => false,
    onchange: null,
  });
  // jsdom has no layout, so nothing can scroll.
  Element.prototype.scrollIntoView ??= () => {};
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
