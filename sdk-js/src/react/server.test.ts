import { expect, it } from '@jest/globals';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { createClient } from '../index.js';
import { aRuleset } from '../testing/ruleset.js';
import { AssayProvider, bootstrapText, useString } from './index.js';

const Page = () => createElement('p', null, useString('greeting', 'hello'));

const page = (ruleset: string): string =>
  renderToString(
    createElement(
      AssayProvider,
      { client: createClient({ offline: true, ruleset }), subjectKey: 'ada' },
      createElement(Page),
    ),
  );

it('renders on a server what the browser renders first from the ruleset in the page', () => {
  const text = aRuleset({ greeting: '</script><b>' });

  const inline = bootstrapText(createClient({ offline: true, ruleset: text }).rulesetText());

  expect(inline).not.toContain('<');
  expect(page(JSON.parse(inline) as string)).toBe(page(text));
  expect(page(text)).toContain('&lt;/script&gt;');
});
