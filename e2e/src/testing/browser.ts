import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { Product } from './product.js';

const executablePath = '/usr/bin/chromium';

/** Whether there is a real browser on this machine. */
export const hasChromium = existsSync(executablePath);

export const startBrowser = (): Promise<Browser> => {
  if (!existsSync(executablePath)) throw new Error('Chromium is required and not installed');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
};

/** A window in which the owner is signed in, by the printed link; `errors` collects what pages throw. */
export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly errors: string[];
}

export const signIn = async (
  browser: Browser,
  product: Product,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Window> => {
  const context = await browser.newContext({
    baseURL: product.url,
    viewport: { width: 1280, height: 900 },
    colorScheme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(product.link);
  return { context, page, errors };
};
