import type { Locator, Page } from 'playwright-core';

/** Any text field, number field or list of choices with this visible label. */
const field = (within: Page | Locator, label: string): Locator =>
  within
    .getByRole('textbox', { name: label, exact: true })
    .or(within.getByRole('combobox', { name: label, exact: true }));

export const type = (within: Page | Locator, label: string, text: string): Promise<void> =>
  field(within, label).fill(text);

export const choose = async (page: Page, within: Page | Locator, label: string, choice: string): Promise<void> => {
  await field(within, label).click();
  await page.getByRole('option', { name: choice, exact: true }).click();
};

export const group = (page: Page, title: string): Locator => page.getByRole('group', { name: title, exact: true });

export const press = (within: Page | Locator, name: string): Promise<void> =>
  within.getByRole('button', { name, exact: true }).click();

/** Connects a DuckDB file and waits until its test has passed; returns the connection's id. */
export const connectDuckDb = async (page: Page, path: string): Promise<string> => {
  await page.goto('/warehouse/new');
  await page.getByRole('radio', { name: 'DuckDB' }).click();
  await type(page, 'Name', 'Shop warehouse');
  await type(page, 'File', path);
  await press(page, 'Save and test');
  const tables = page.getByRole('link', { name: 'Look at its tables' });
  await tables.waitFor();
  return (await tables.getAttribute('href'))?.split('/').at(-1) ?? '';
};

export const makeEntity = async (page: Page, name: string): Promise<void> => {
  await page.goto('/entities');
  await page.getByRole('button', { name: 'New entity' }).first().click();
  const dialogue = page.getByRole('dialog');
  await type(dialogue, 'Name', name);
  await press(dialogue, 'Save');
  await page.getByRole('button', { name: `Edit ${name}` }).waitFor();
};

/** Types the SELECT of a source and looks at what it returns. */
export const typeSql = async (page: Page, sql: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'SELECT', exact: true }).fill(sql);
  await press(page, 'Preview rows');
};

export const makeAssignmentSource = async (page: Page, name: string): Promise<void> => {
  await page.goto('/sources/assignments/new');
  await type(page, 'Name', name);
  await typeSql(page, 'SELECT subject, experiment, variation, "timestamp" AS assigned_at FROM assignments');
  await page.getByRole('region', { name: 'Preview' }).getByText('assigned_at').waitFor();
  const columns = group(page, 'Columns');
  await type(columns, 'Subject', 'subject');
  await type(columns, 'Time', 'assigned_at');
  await type(columns, 'Experiment key', 'experiment');
  await type(columns, 'Variation', 'variation');
  await press(page, 'Create source');
  await page.getByRole('link', { name }).waitFor();
};

export const makeFactSource = async (page: Page, name: string, fact: string): Promise<void> => {
  await page.goto('/sources/facts/new');
  await type(group(page, 'Source'), 'Name', name);
  await typeSql(page, 'SELECT subject, ordered_at, amount FROM orders');
  await page.getByRole('region', { name: 'Preview' }).getByText('ordered_at').waitFor();
  await type(group(page, 'Columns'), 'Time', 'ordered_at');
  await type(group(page, 'Columns'), 'Its key', 'subject');
  await type(group(page, 'Facts'), 'Name', fact);
  await press(page, 'Create source');
  await page.getByRole('link', { name }).waitFor();
};

export const makeMetric = async (page: Page, name: string, fact: string, becomes: string): Promise<void> => {
  await page.goto('/metrics/new');
  await type(group(page, 'Metric'), 'Name', name);
  await choose(page, page, 'Fact', fact);
  await choose(page, page, 'Becomes', becomes);
  await press(page, 'Create metric');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};

/** A flag of texts `old` and `new`; returns when its page is open. */
export const makeFlag = async (page: Page, key: string): Promise<void> => {
  await page.goto('/flags/new');
  await type(group(page, 'Flag'), 'Name', key);
  await page.getByRole('radio', { name: 'Text' }).click();
  const serves = group(page, 'What it serves');
  for (const [at, variation] of ['old', 'new'].entries()) {
    for (const label of ['Key', 'Value']) await field(serves, label).nth(at).fill(variation);
  }
  await press(page, 'Create flag');
  await page.getByRole('heading', { name: key, level: 1 }).waitFor();
};

/** On a flag's page: adds an experiment that shares everybody among all variations, publishes it and switches it on. */
export const publishExperiment = async (page: Page, allocation: string): Promise<void> => {
  const dialogue = page.getByRole('dialog');
  await press(page, 'Experiment');
  await type(page, 'Key', allocation);
  await press(page, 'Done');
  await press(page, 'Review and publish');
  await press(dialogue, 'Publish');
  await dialogue.waitFor({ state: 'hidden' });
  await page.getByRole('switch', { name: 'On in Production' }).press('Space');
  await press(dialogue, 'Switch on');
  await dialogue.waitFor({ state: 'hidden' });
};

/** Makes a server key of production and returns it: it is shown once. */
export const makeSdkKey = async (page: Page, name: string): Promise<string> => {
  await page.goto('/settings/sdk-keys');
  await page.getByRole('button', { name: 'New SDK key' }).first().click();
  const dialogue = page.getByRole('dialog');
  await type(dialogue, 'Name', name);
  await choose(page, dialogue, 'Environment', 'Production');
  await press(dialogue, 'Make the key');
  return (await page.getByLabel('Your SDK key', { exact: true }).locator('visible=true').last().innerText()).trim();
};

/** Plans an experiment of a flag's allocation, judged by one metric, starts it, and waits for its first refresh. */
export const startExperiment = async (
  page: Page,
  {
    name,
    allocation,
    source,
    metric,
    from,
  }: Readonly<Record<'name' | 'allocation' | 'source' | 'metric' | 'from', string>>,
): Promise<string> => {
  await page.goto('/experiments/new');
  await type(page, 'Name', name);
  await choose(page, page, 'From a flag', allocation);
  await choose(page, page, 'Assignment source', source);
  await page.getByLabel('From (UTC)').fill(from);
  await press(page, 'Next');
  await press(page, 'Next');
  await choose(page, page, 'Add a metric', metric);
  await press(page, 'Save the draft');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  const id = /experiments\/([^/?]+)/.exec(page.url())?.[1] ?? '';
  await press(page, 'Start');
  await press(page.getByRole('dialog'), 'Start');
  return id;
};
