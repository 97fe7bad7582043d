/**
 * `npm run screenshots`: starts the product on an empty folder, takes the pictures of README and docs, and stops it.
 * Names on the command line choose pictures; without any, all are taken.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { newDataFolder, signIn, startBrowser, startProduct } from '../../e2e/src/testing/index.js';

interface Picture {
  readonly name: string;
  readonly colorScheme: 'light' | 'dark';
  /** Brings the page to what the picture shows. */
  readonly pose: (page: Page) => Promise<unknown>;
}

const openExperiment = async (page: Page, name: string): Promise<void> => {
  await page.goto('/experiments');
  await page.getByRole('link', { name }).click();
  await page.getByRole('table', { name: 'Results by metric' }).waitFor();
};
const decided = (page: Page) => openExperiment(page, 'Do legislators answer people outside their district?');
const live = (page: Page) => openExperiment(page, 'Checkout: one page instead of three');
const flag = async (page: Page): Promise<void> => {
  await page.goto('/flags/checkout-layout');
  await page.getByRole('heading', { name: 'Who gets what, first match wins' }).waitFor();
};

const pictures: readonly Picture[] = [
  { name: 'results', colorScheme: 'light', pose: decided },
  { name: 'live', colorScheme: 'dark', pose: live },
  { name: 'flag', colorScheme: 'light', pose: flag },
];

const wanted = process.argv.slice(2);
const chosen = pictures.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (chosen.length === 0) throw new Error(`Choose among ${pictures.map(({ name }) => name).join(', ')}.`);

const folder = join('docs', 'images');
await mkdir(folder, { recursive: true });
const data = await newDataFolder();
const [product, browser] = await Promise.all([startProduct(data.path, { DEMO: 'true' }), startBrowser()]);
try {
  const { page } = await signIn(browser, product);
  for (const { name, colorScheme, pose } of chosen) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await pose(page);
    await page.waitForLoadState('networkidle');
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, fullPage: true });
    process.stdout.write(`${path}\n`);
  }
} finally {
  await browser.close();
  await product.stop();
  await data.release();
}
